"""The publication: figures, site and data, written as one folder and published by one rename."""

import base64
import datetime as dt
import io
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg

from orchestration.fingerprint import CODE, code_digest, code_version
from orchestration.settings import DBT_PROJECT, RECORD, Settings
from orchestration.warehouse import Warehouse

if TYPE_CHECKING:
    from reports.publication.model import Check, Override, Publication

PUBLICATION = dg.AssetKey(["reports", "publication"])
DOCS = DBT_PROJECT / "docs"
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
Results = Mapping[dg.AssetCheckKey, Any]


def publish_definitions(
    settings: Settings, marts: list[dg.AssetKey], checks: list[dg.AssetCheckKey]
) -> dg.AssetsDefinition:
    """Define the asset of the publication."""

    @dg.asset(
        key=PUBLICATION,
        deps=marts,
        group_name="reports",
        kinds={"html", "parquet", "csv"},
        description="One folder with the site, the figures and the data to download.",
    )
    def publication(
        context: dg.AssetExecutionContext, warehouse: Warehouse
    ) -> dg.MaterializeResult[Any]:
        # Plotting takes seconds to import, and most commands draw nothing.
        from reports.publish import publish

        record = _publication(settings, latest_results(context.instance, checks))
        name = record.published_at.strftime("%Y%m%dT%H%M%SZ")
        with (
            warehouse.get_connection() as connection,
            new_publication(settings.published, name) as folder,
        ):
            figures = publish(connection, folder, record, settings.published)
            headlines = connection.execute(HEADLINES).fetchall()
        for warning in (text for figure in figures for text in figure.warnings):
            context.log.warning(warning)
        images = [
            _image(settings.latest / figure.path("png"), figure.text.title) for figure in figures
        ]
        return dg.MaterializeResult(metadata=_metadata(settings, images, headlines))

    return publication


def _publication(settings: Settings, results: Results) -> "Publication":
    from reports.publication.model import Publication

    return Publication(
        published_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        code_version=code_version(),
        code_hash=code_digest(*CODE),
        notice=(RECORD / "NOTICE.txt").read_text(encoding="utf-8"),
        versions={name: version(name) for name in LIBRARIES},
        sources=settings.sources,
        checks=recorded_checks(results),
        overrides=recorded_overrides(results),
        specification=(DOCS / "metrics.md").read_text(encoding="utf-8"),
        evidence=(DOCS / "evidence.md").read_text(encoding="utf-8"),
        glossary=(DOCS / "glossary.md").read_text(encoding="utf-8"),
        site=settings.site,
        repository=settings.repository,
        doi=settings.doi,
    )


def _metadata(
    settings: Settings, images: Sequence[str], headlines: Sequence[tuple[str, float, int]]
) -> dict[str, Any]:
    """Return the page and the figures, and each headline: the UI plots numbers over the runs."""
    page = (settings.latest / "index.html").as_uri()
    if settings.site:
        page = f"{settings.site}/index.html"
    return {
        "page": dg.MetadataValue.url(page),
        "folder": dg.MetadataValue.path(str(settings.latest.resolve())),
        "figures": dg.MetadataValue.md("\n\n".join(images)),
        **{what: value for what, value, _ in headlines},
        **{f"{what} n": n for what, _, n in headlines},
    }


def _image(png: Path, title: str) -> str:
    """Return a small copy of a figure as Markdown. A browser cannot read files of this machine."""
    from PIL import Image

    copy = io.BytesIO()
    with Image.open(png) as image:
        image.thumbnail((640, 640))
        image.quantize(64).save(copy, "png")
    data = base64.b64encode(copy.getvalue()).decode()
    return f"**{title}**\n\n![{title}](data:image/png;base64,{data})"


@contextmanager
def new_publication(published: Path, name: str) -> Iterator[Path]:
    """Yield a folder that becomes ``latest`` if the body succeeds, and is deleted otherwise.

    Leftover folders of killed runs are deleted first. The lock of the run excludes another one.
    """
    published.mkdir(parents=True, exist_ok=True)
    for leftover in published.glob(f"{TEMPORARY_PREFIX}*"):
        shutil.rmtree(leftover)
    with tempfile.TemporaryDirectory(prefix=TEMPORARY_PREFIX, dir=published) as temporary:
        folder = Path(temporary) / name
        folder.mkdir()
        yield folder
        names = (name, *(f"{name}-{number}" for number in range(2, 100)))
        target = next(published / free for free in names if not (published / free).exists())
        folder.rename(target)
        # Readers always find a link, because a rename replaces it.
        link = Path(temporary) / "latest"
        link.symlink_to(target.name, target_is_directory=True)
        link.replace(published / "latest")


def latest_results(instance: dg.DagsterInstance, checks: Sequence[dg.AssetCheckKey]) -> Results:
    """Return the latest result of each check that was evaluated, by one query."""
    records = instance.event_log_storage.get_latest_asset_check_execution_by_key(checks)
    events = {
        key: record.event.dagster_event
        for key, record in sorted(records.items())
        if record.event is not None and record.event.dagster_event is not None
    }
    return {
        key: event.asset_check_evaluation_data
        for key, event in events.items()
        if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION
    }


def recorded_overrides(results: Results) -> "list[Override]":
    """Return the overrides of gates that the latest results rest on."""
    from reports.publication.model import Override

    return [
        Override(
            gate=key.name,
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
