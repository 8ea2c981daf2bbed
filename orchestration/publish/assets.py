"""The publication: figures, site and data, written as one folder and published by one rename.

A figure or a page that is materialized without the publication is a preview, of any build.
"""

import base64
import datetime as dt
import io
import json
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg
import duckdb

from orchestration.judge.checks import role_results
from orchestration.judge.moves import FILE as MEASURES
from orchestration.judge.moves import write_measures
from orchestration.judge.overrides import name_of
from orchestration.judge.verdict import EVALUATED, Build, Results, build_of
from orchestration.publish import files
from orchestration.run.news import CODE, LIBRARIES, code_digest, code_version, made_of, version_of
from orchestration.run.settings import DBT_PROJECT, RECORD, Settings
from orchestration.run.tags import DATA_VERSION, PAGE, PUBLISHED, say
from orchestration.run.warehouse import Warehouse
from reports.figures import FIGURES
from reports.questions import QUESTIONS
from reports.questions.question import Question

if TYPE_CHECKING:
    from reports.publication.model import Check, Drawn, Override, Publication

Metadata = dict[dg.AssetKey, dict[str, Any]]
PUBLICATION = dg.AssetKey(["reports", "publication"])
DOCS = DBT_PROJECT / "docs"
DRAWN = dg.AssetCheckSpec(
    "figures_and_pages_are_whole",
    asset=PUBLICATION,
    description="The code of no figure and no page failed. A failure ends no publication.",
)
TEMPORARY_PREFIX = ".publishing-"
# An answer may have no value, such as a doubling time where compute does not grow.
HEADLINES = """
select concat_ws(', ', question, unit), value, n
from marts.answers
where value is not null
order by all
"""


def publish_definitions(
    settings: Settings, tables: list[dg.AssetKey], checks: list[dg.AssetCheckKey]
) -> dg.AssetsDefinition:
    """Define the figures, the pages of questions, the data and the publication as one step.

    ``checks`` are those of the whole platform. All but those of raw files judge a build.
    """
    specs = _specs(tables)
    every = {spec.key for spec in specs}
    judges = [check for check in checks if check.asset_key.path[0] != "raw"]

    judged = [DRAWN, *files.specs(sorted(every))]

    @dg.multi_asset(name="publication", specs=specs, check_specs=judged, can_subset=True)
    def publication(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Iterator[Any]:
        selected = context.selected_asset_keys
        with warehouse.get_connection() as connection:
            build = Build(connection, context.instance, judges, made_of(settings)[""])
            results = latest_results(context.instance, checks, build.results)
            record = _publication(settings, version_of(build_of(connection)[1]), results)
            if PUBLICATION in selected:
                metadata = _publish(context, settings, build, record)
                settings.refusal.unlink(missing_ok=True)
                say(context, _published(settings, record))
            else:
                metadata = _preview(settings, connection, record, selected)
        for key in sorted(selected):
            version = dg.DataVersion(record.data_version) if key == PUBLICATION else None
            yield dg.MaterializeResult(
                asset_key=key, metadata=metadata.get(key, {}), data_version=version
            )
        if DRAWN.key in context.selected_asset_check_keys:
            yield _whole(context, settings.latest)
        yield from _of_files(context, settings)
        # A publication has all of them.
        for key in sorted(every - selected if PUBLICATION in selected else ()):
            context.log_event(dg.AssetMaterialization(key, metadata=metadata.get(key, {})))

    return publication


def _publish(
    context: dg.AssetExecutionContext,
    settings: Settings,
    build: Build,
    record: "Publication",
) -> Metadata:
    """Write and publish everything. What can fail comes before the publication becomes the latest.

    Returns what Dagster shows of each asset.
    """
    from reports.publish import publish

    name = record.published_at.strftime("%Y%m%dT%H%M%SZ")
    with new_publication(settings.published, name, build) as folder:
        # The next build is judged beside this one.
        write_measures(build.connection, folder / MEASURES)
        figures = publish(build.connection, folder, record, settings.published)
        headlines = build.connection.execute(HEADLINES).fetchall()
        whole = _headlines(settings, settings.published / name, headlines)
        metadata = {**_shown(folder, figures), PUBLICATION: whole}
    for warning in (text for figure in figures for text in figure.warnings):
        context.log.warning(warning)
    return metadata


def _published(settings: Settings, record: "Publication") -> dict[str, str]:
    """Return the tags by which a filter finds the run that published something."""
    folder = settings.latest.resolve()
    page = f"{settings.site}/index.html" if settings.site else str(folder / "index.html")
    return {PUBLISHED: folder.name, PAGE: page, DATA_VERSION: record.data_version}


def _whole(context: dg.AssetExecutionContext, folder: Path) -> dg.AssetCheckResult:
    """Judge whether the code of each figure and page of a publication went through."""
    file = folder / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    missing = (*manifest.get("figures_not_drawn", ()), *manifest.get("pages_not_written", ()))
    faults = [f"{one['id']}: {one['reason']}" for one in missing if one["is_fault"]]
    for fault in faults:
        context.log.warning("not drawn: %s", fault)
    return dg.AssetCheckResult(
        asset_key=PUBLICATION,
        check_name=DRAWN.name,
        passed=not faults,
        metadata={"observed": "; ".join(faults)},
    )


def _of_files(
    context: dg.AssetExecutionContext, settings: Settings
) -> Iterator[dg.AssetCheckResult]:
    """Judge the files of what was published, or drawn as a preview."""
    is_whole = PUBLICATION in context.selected_asset_keys
    folder = settings.latest if is_whole else settings.preview
    keys = {check.asset_key for check in context.selected_asset_check_keys if check != DRAWN.key}
    profiles = [files.profile(folder, key) for key in sorted(keys)]
    for result in role_results(profiles, dg.AssetKey.from_user_string, files.CHECK):
        yield result._replace(severity=dg.AssetCheckSeverity.WARN)


def _preview(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    record: "Publication",
    selected: Collection[dg.AssetKey],
) -> Metadata:
    """Draw the selected figures into the folder of previews, or the whole site for a page of it."""
    from reports.marts.reader import Marts
    from reports.publication.model import Drawn, NotDrawn
    from reports.publication.render import draw
    from reports.publish import publish

    folder = settings.preview
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    names = [key.path[-1] for key in selected if key.path[1] == "figures"]
    if len(names) < len(selected):
        figures, reasons = publish(connection, folder, record, settings.published), {}
    else:
        (folder / "figures").mkdir()
        drawn = [draw(Marts(connection), name, folder) for name in names]
        figures = [figure for figure in drawn if isinstance(figure, Drawn)]
        reasons = {one.id: one.reason for one in drawn if isinstance(one, NotDrawn)}
    shown = _shown(folder, figures)
    preview = {"preview": dg.MetadataValue.path(str(folder))}
    shown |= {_key("figures", name): {"not drawn": reason} for name, reason in reasons.items()}
    return {key: {**shown.get(key, {}), **preview} for key in selected}


def _key(*path: str) -> dg.AssetKey:
    return dg.AssetKey(["reports", *path])


def _specs(tables: Sequence[dg.AssetKey]) -> list[dg.AssetSpec]:
    """Return what a publication has: each figure by its marts, and each question's page."""

    def spec(key: dg.AssetKey, deps: Sequence[dg.AssetKey], text: str, *kinds: str) -> dg.AssetSpec:
        unique = sorted(set(deps))
        return dg.AssetSpec(
            key,
            deps=unique,
            description=text,
            group_name="reports_figures" if key.path[1] == "figures" else "reports_site",
            kinds={*kinds},
        )

    figures = [
        # A caption reads the rows of the figure's own files, and each file is a row of vintages.
        spec(
            _key("figures", name),
            [mart(table) for table in figure.marts if table != "vintages"],
            figure.question,
            "png",
        )
        for name, figure in FIGURES.items()
    ]
    pages = [
        spec(
            _key("pages", question.id),
            [
                *(_key("figures", figure) for figure in question.figures),
                *map(mart, tables_of(question)),
            ],
            question.title,
            "html",
        )
        for question in QUESTIONS
    ]
    marts, staging = ([k for k in tables if k.path[0] == layer] for layer in ("marts", "staging"))
    data = spec(_key("data"), marts, "Every mart as Parquet and CSV.", "parquet", "csv")
    parts = [one.key for one in (*figures, *pages, data)]
    whole = "One folder with the site, the figures and the data to download."
    # A blocking check stops what depends on its table, and so every publication, also in the job
    # that runs no more than the checks and the publication.
    deps = [*parts, *staging, *marts]
    return [*figures, *pages, data, spec(PUBLICATION, deps, whole, "html")]


def tables_of(question: Question) -> list[str]:
    """Return the marts that the page of a question reads besides those of its figures."""
    shared = ("answer_revisions", "answers", "metrics_latest")
    return [*(table.mart for table in question.tables), *shared]


def mart(table: str) -> dg.AssetKey:
    """Return the key of a mart."""
    return dg.AssetKey(["marts", table])


def _shown(folder: Path, figures: "Sequence[Drawn]") -> Metadata:
    """Return a picture of each figure, and the answer of each question that has one."""
    file = folder / "answers.json"  # written with the whole site only
    answers = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    pages = {
        _key("pages", answer["page"].removesuffix(".html")): {"answer": answer["text"]}
        for answer in answers
    }
    pictures = {
        _key("figures", figure.id): {
            "figure": dg.MetadataValue.md(_image(folder / figure.path("png"), figure.text.title))
        }
        for figure in figures
    }
    return {**pages, **pictures}


def _publication(settings: Settings, data_version: str, results: Results) -> "Publication":
    from reports.publication.model import Publication

    return Publication(
        published_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        code_version=code_version(),
        code_hash=code_digest(*CODE),
        data_version=data_version,
        notice=(RECORD / "NOTICE.txt").read_text(encoding="utf-8"),
        versions={name: version(name) for name in LIBRARIES},
        sources=settings.sources,
        only=settings.only,
        checks=recorded_checks(results),
        overrides=recorded_overrides(results),
        specification=(DOCS / "metrics.md").read_text(encoding="utf-8"),
        evidence=(DOCS / "evidence.md").read_text(encoding="utf-8"),
        glossary=(DOCS / "glossary.md").read_text(encoding="utf-8"),
        site=settings.site,
        repository=settings.repository,
        doi=settings.doi,
    )


def _headlines(
    settings: Settings, folder: Path, headlines: Sequence[tuple[str, float, int]]
) -> dict[str, Any]:
    """Return the page and each headline: the UI plots numbers over the runs."""
    # A browser opens no file of this machine from the UI.
    page = {"page": dg.MetadataValue.url(f"{settings.site}/index.html")} if settings.site else {}
    return {
        **page,
        "folder": dg.MetadataValue.path(str(folder)),
        **{what: float(f"{value:.4g}") for what, value, _ in headlines},
        **{f"{what} n": n for what, _, n in headlines},
    }


def _image(png: Path, title: str) -> str:
    """Return a small copy of a figure as Markdown. A browser cannot read files of this machine."""
    from PIL import Image

    copy = io.BytesIO()
    with Image.open(png) as image:
        image.thumbnail((320, 320))
        image.quantize(16).save(copy, "png")
    data = base64.b64encode(copy.getvalue()).decode()
    return f"**{title}**\n\n![{title}](data:image/png;base64,{data})"


@contextmanager
def new_publication(published: Path, name: str, build: Build) -> Iterator[Path]:
    """Yield a folder that becomes ``latest`` if the body succeeds, and is deleted otherwise.

    Raises Failure if the build may not be published. While its connection is open, DuckDB lets
    nobody change its tables. Leftover folders of killed runs are deleted first. The lock of the run
    excludes another one.
    """
    if reason := build.refusal():
        raise dg.Failure(f"Not published: {reason}.")
    published.mkdir(parents=True, exist_ok=True)
    for leftover in published.glob(f"{TEMPORARY_PREFIX}*"):
        shutil.rmtree(leftover)
    with tempfile.TemporaryDirectory(prefix=TEMPORARY_PREFIX, dir=published) as temporary:
        folder = Path(temporary) / name
        folder.mkdir()
        yield folder
        target = folder.rename(published / name)
        # Readers always find a link, because a rename replaces it.
        link = Path(temporary) / "latest"
        link.symlink_to(target.name, target_is_directory=True)
        link.replace(published / "latest")


def latest_results(
    instance: dg.DagsterInstance, checks: Sequence[dg.AssetCheckKey], judged: Results
) -> Results:
    """Return the results on a build, and else the latest: raw files are judged when they land."""
    executions = instance.event_log_storage.get_latest_asset_check_execution_by_key(checks)
    entries = [execution.event for execution in executions.values() if execution.event]
    events = [entry.dagster_event for entry in entries if entry.dagster_event]
    # A run that waits has planned its checks, and has no results.
    results = [one.asset_check_evaluation_data for one in events if one.event_type == EVALUATED]
    latest = {result.asset_check_key: result for result in results}
    return dict(sorted({**latest, **judged}.items()))


def recorded_overrides(results: Results) -> "list[Override]":
    """Return the overrides that the latest results rest on."""
    from reports.publication.model import Override

    return [
        Override(
            gate=name_of(key),
            on=str(result.metadata["override on"].value),
            reason=str(result.metadata["override reason"].value),
            observed=str(result.metadata["override change"].value),
        )
        for key, result in results.items()
        if "override on" in result.metadata
    ]


def recorded_checks(results: Results) -> "list[Check]":
    """Return the latest result of each asset check, as a publication states it."""
    from reports.publication.model import Check

    return [
        Check(
            layer=key.asset_key.path[0],
            table=key.asset_key.path[-1],
            name=key.name,
            tool=_text(result.metadata, "tool") or "dbt",
            passed=result.passed,
            severity=result.severity.value.lower(),
            observed=_text(result.metadata, "observed", "dagster_dbt/failed_row_count"),
        )
        for key, result in results.items()
    ]


def _text(metadata: Mapping[str, dg.MetadataValue[Any]], *names: str) -> str:
    """Return the first of some entries that exists, as text."""
    return next((str(metadata[name].value) for name in names if name in metadata), "")
