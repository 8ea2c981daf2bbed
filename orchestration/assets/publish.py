"""Report assets: figures and site, drawn from the marts and published as one folder."""

import base64
import datetime as dt
import hashlib
import itertools
import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg

from ingestion.landing.disk import flush, flush_one
from orchestration import unchanged
from orchestration.assets.check_results import Results, latest_results
from orchestration.dbt.build_state import saved_text
from orchestration.dbt.project import OWNERS
from orchestration.settings import DBT_PROJECT, Settings
from orchestration.unchanged import LATEST, code_version
from orchestration.warehouse import Warehouse
from reports.figures import FIGURES, FigureSpec

if TYPE_CHECKING:
    from reports.publication.model import Check, Drawn, Override, Publication

PUBLICATION = dg.AssetKey(["reports", "publication"])
SPECIFICATION = DBT_PROJECT / "docs" / "metrics.md"
GLOSSARY = DBT_PROJECT / "docs" / "glossary.md"
TEMPORARY_PREFIX = ".publishing-"
# A publication states the versions of these.
LIBRARIES = ("dagster", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "plotnine")
# A calendar year is one point of a figure, not a headline of its own.
HEADLINES = """
select concat_ws(' ', source, metric, definition, unit, period, team_class, sector), value, n
from marts.headline_history
where is_latest and not regexp_full_match(period, '[0-9]{4}')
order by all
"""


def publish_definitions(
    settings: Settings, marts: list[dg.AssetKey], checks: list[dg.AssetCheckKey]
) -> dg.AssetsDefinition:
    """Define one step that publishes all figures, or draws selected figures into a preview."""

    @dg.multi_asset(
        name="publication",
        specs=[*map(_figure_spec, FIGURES.values()), _publication_spec(marts)],
        can_subset=True,
    )
    def publication(
        context: dg.AssetExecutionContext, warehouse: Warehouse
    ) -> Iterator[dg.MaterializeResult[Any]]:
        selected = context.selected_asset_keys
        started = time.monotonic()
        if PUBLICATION in selected:
            found = _publish(context, warehouse, settings, checks)
            if found is None:
                return
            figures, folder, site = found, settings.published / LATEST, settings.site
        else:
            # Another publication would mix figures of two builds.
            names = [one for one in FIGURES if figure_key(one) in selected]
            folder, site = settings.preview, ""
            figures = _preview(context, warehouse, folder, names)
        for figure in figures:
            if figure_key(figure.id) in selected:
                yield _figure_result(figure, folder, site)
        if PUBLICATION in selected:
            series = headline_series(warehouse) | {"seconds": time.monotonic() - started}
            yield _publication_result(folder, len(figures), settings.site, series)

    return publication


def _publish(
    context: dg.AssetExecutionContext,
    warehouse: Warehouse,
    settings: Settings,
    checks: list[dg.AssetCheckKey],
) -> "list[Drawn] | None":
    """Publish. Return None if the last publication has the same inputs, and so the same bytes."""
    # Plotting takes seconds to import, and most commands draw nothing.
    from reports.publication.model import Publication

    recorded = latest_results(context.instance, checks)
    made = Publication(
        published_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        code_version=code_version(),
        versions={name: version(name) for name in LIBRARIES},
        sources=settings.sources,
        checks=recorded_checks(recorded),
        overrides=recorded_overrides(recorded),
        specification=SPECIFICATION.read_text(encoding="utf-8"),
        glossary=GLOSSARY.read_text(encoding="utf-8"),
        site=settings.site,
        repository=settings.repository,
    )
    inputs = _inputs(settings, made)
    if not context.is_subset and inputs and unchanged.is_published(settings, inputs):
        context.log.info("Nothing changed since the last publication: it stays as it is")
        return None
    from reports.publish import publish

    name = made.published_at.strftime("%Y%m%dT%H%M%SZ")
    with (
        warehouse.get_connection() as connection,
        new_publication(settings.published, name) as folder,
    ):
        figures = publish(connection, folder, made, settings.published)
    unchanged.save_publication(settings, inputs)
    return figures


def _inputs(settings: Settings, made: "Publication") -> str:
    """Hash the inputs of a publication; empty if the warehouse is not one complete build."""
    build = saved_text(settings)
    if not build:
        return ""
    parts = (asdict(check) for check in made.checks)
    texts = (made.specification, made.glossary, made.site, made.repository)
    content = [settings.sources, *texts, *map(json.dumps, parts)]
    return unchanged.digest([build, unchanged.code_digest(), *content])


def _preview(
    context: dg.AssetExecutionContext, warehouse: Warehouse, folder: Path, names: Sequence[str]
) -> "list[Drawn]":
    from reports.publish import preview

    with warehouse.get_connection() as connection:
        figures, missing = preview(connection, folder, names)
    for one in missing:
        context.log.warning("The figure %s is not drawn: %s", one.id, one.reason)
    return figures


def figure_key(name: str) -> dg.AssetKey:
    """Return the asset key of a figure."""
    return dg.AssetKey(["reports", name])


def _figure_result(figure: "Drawn", folder: Path, site: str) -> dg.MaterializeResult[Any]:
    png = folder / figure.png
    # The UI runs in a browser, which cannot read the files of this machine.
    image = base64.b64encode(png.read_bytes()).decode()
    return dg.MaterializeResult(
        asset_key=figure_key(figure.id),
        metadata={
            "dagster/row_count": figure.rows,
            "CPU seconds": figure.seconds,
            "png": dg.MetadataValue.path(str(png)),
            **({"link": dg.MetadataValue.url(f"{site}/{figure.png}")} if site else {}),
            "figure": dg.MetadataValue.md(f"![{figure.title}](data:image/png;base64,{image})"),
        },
    )


def headline_series(warehouse: Warehouse) -> dict[str, float | int]:
    """Read the headline numbers of fixed periods, with their n: the UI plots each over the runs."""
    with warehouse.get_connection() as connection:
        rows = connection.execute(HEADLINES).fetchall()
    return {
        name: number
        for what, value, n in rows
        for name, number in ((what, value), (f"{what} n", n))
    }


def _publication_result(
    folder: Path, figures: int, site: str, series: Mapping[str, float | int]
) -> dg.MaterializeResult[Any]:
    page: dict[str, Any] = {"page": dg.MetadataValue.url(f"{site}/index.html")} if site else {}
    return dg.MaterializeResult(
        asset_key=PUBLICATION,
        metadata={
            **page,
            "folder": dg.MetadataValue.path(str(folder)),
            "figures": figures,
            **series,
        },
    )


def _figure_spec(figure: FigureSpec) -> dg.AssetSpec:
    return dg.AssetSpec(
        figure_key(figure.id),
        deps=[dg.AssetKey(["marts", mart]) for mart in figure.marts],
        skippable=True,
        group_name="reports",
        kinds={"plotnine"},
        owners=OWNERS,
        description=(
            f"{figure.question} A run leaves the figure out if the data cannot support it. Without"
            " the publication in the selection, it is drawn as a preview."
        ),
        code_version=hashlib.sha256(figure.module.read_bytes()).hexdigest(),
    )


def _publication_spec(marts: list[dg.AssetKey]) -> dg.AssetSpec:
    return dg.AssetSpec(
        PUBLICATION,
        deps=marts,
        group_name="reports",
        kinds={"html", "parquet", "csv"},
        owners=OWNERS,
        description="One folder with the site, the figures and the data to download.",
    )


@contextmanager
def new_publication(published: Path, name: str) -> Iterator[Path]:
    """Yield a folder that becomes ``latest`` if the body succeeds, and is deleted otherwise.

    Leftover folders of killed runs are deleted first. The warehouse lock excludes a running one.
    """
    published.mkdir(parents=True, exist_ok=True)
    for leftover in published.glob(f"{TEMPORARY_PREFIX}*"):
        shutil.rmtree(leftover)
    temporary = Path(tempfile.mkdtemp(prefix=TEMPORARY_PREFIX, dir=published))
    try:
        yield temporary
        temporary.chmod(0o755)
        # A power cut after the switch must not leave files without their bytes.
        flush(temporary)
        name = _free_name(published, name)
        temporary.rename(published / name)
        _point(published / LATEST, name)
        flush_one(published)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _free_name(published: Path, name: str) -> str:
    """Return a name that no publication has: replacing one would leave ``latest`` without it."""
    further = (f"{name}-{number}" for number in itertools.count(2))
    names = itertools.chain([name], further)
    return next(one for one in names if not (published / one).exists())


def _point(link: Path, target: str) -> None:
    """Replace a symbolic link in one step, so that readers always find one.

    A home that was restored from a copy can have a folder in place of a link. It is kept under
    another name.
    """
    new = link.with_name(f".{link.name}-new")
    for path in (new, link):
        if path.is_dir() and not path.is_symlink():
            path.rename(
                path.with_name(_free_name(path.parent, f".restored-{path.name.strip('.')}"))
            )
    new.unlink(missing_ok=True)
    new.symlink_to(target, target_is_directory=True)
    new.replace(link)


def recorded_overrides(results: Results) -> "list[Override]":
    """Return the overrides of gates that the latest results rest on."""
    from reports.publication.model import Override

    return [
        Override(
            gate=key.name,
            on=str(one.metadata["override on"].value),
            reason=str(one.metadata["override reason"].value),
            observed=str(one.metadata["override change"].value),
        )
        for key, one in sorted(results.items())
        if "override on" in one.metadata
    ]


def recorded_checks(results: Results) -> "list[Check]":
    """Return the latest result of each asset check, as a publication states it."""
    from reports.publication.model import Check

    return [
        Check(
            layer=key.asset_key.path[0],
            table=key.asset_key.path[-1],
            name=key.name,
            tool=_tool(evaluation.metadata),
            passed=evaluation.passed,
            severity=evaluation.severity.value.lower(),
            observed=_observed(evaluation.metadata),
        )
        for key, evaluation in sorted(results.items(), key=lambda item: item[0].to_user_string())
    ]


def _tool(metadata: Mapping[str, dg.MetadataValue[Any]]) -> str:
    return str(metadata["tool"].value) if "tool" in metadata else "dbt"


def _observed(metadata: Mapping[str, dg.MetadataValue[Any]]) -> str:
    found = metadata.get("observed") or metadata.get("dagster_dbt/failed_row_count")
    return "" if found is None else str(found.value)
