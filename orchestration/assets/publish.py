"""Report assets: figures and site, drawn from the marts and published as one folder."""

import datetime as dt
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.dbt.project import OWNERS
from orchestration.settings import DBT_PROJECT, ROOT, Settings
from orchestration.warehouse import Warehouse
from reports.figure_catalogue import FIGURES, FigureSpec

LIBRARIES = ("dagster", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "plotnine")
PUBLICATION = dg.AssetKey(["reports", "publication"])
SPECIFICATION = DBT_PROJECT / "docs" / "metrics.md"
LATEST = "latest"
TEMPORARY_PREFIX = ".publishing-"


def publish_definitions(
    settings: Settings, marts: list[dg.AssetKey], checks: list[dg.AssetCheckKey]
) -> dg.AssetsDefinition:
    """Define one step that draws all figures and publishes them, or keeps the last publication."""

    @dg.multi_asset(
        name="publication",
        specs=[*map(_figure_spec, FIGURES.values()), _publication_spec(marts)],
    )
    def publication(
        context: dg.AssetExecutionContext, warehouse: Warehouse
    ) -> Iterator[dg.MaterializeResult[Any]]:
        # Plotting takes seconds to import, and most commands draw nothing.
        from reports.publish import Publication, publish

        made = Publication(
            published_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
            code_version=code_version(),
            versions={name: version(name) for name in LIBRARIES},
            sources=settings.sources,
            checks=recorded_checks(context.instance, checks),
            specification=SPECIFICATION.read_text(encoding="utf-8"),
        )
        name = made.published_at.strftime("%Y%m%dT%H%M%SZ")
        with (
            warehouse.get_connection() as connection,
            new_publication(settings.published, name) as folder,
        ):
            figures = publish(connection, folder, made, settings.published)
        latest = settings.published / LATEST
        for figure in figures:
            yield dg.MaterializeResult(
                asset_key=dg.AssetKey(["reports", figure.id]),
                metadata={
                    "dagster/row_count": figure.rows,
                    "CPU seconds": figure.seconds,
                    "png": dg.MetadataValue.path(str(latest / figure.png)),
                    "figure": dg.MetadataValue.md(f"![{figure.title}]({latest / figure.png})"),
                },
            )
        yield dg.MaterializeResult(
            asset_key=PUBLICATION,
            metadata={
                "page": dg.MetadataValue.url((latest / "index.html").as_uri()),
                "folder": dg.MetadataValue.path(str(latest)),
                "figures": len(figures),
            },
        )

    return publication


def _figure_spec(figure: FigureSpec) -> dg.AssetSpec:
    return dg.AssetSpec(
        dg.AssetKey(["reports", figure.id]),
        deps=[dg.AssetKey(["marts", mart]) for mart in figure.marts],
        skippable=True,
        group_name="reports",
        kinds={"plotnine"},
        owners=OWNERS,
        description=f"{figure.question} Skipped where the data cannot support the figure.",
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
        shutil.rmtree(published / name, ignore_errors=True)
        temporary.rename(published / name)
        _point(published / LATEST, name)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _point(link: Path, target: str) -> None:
    """Replace a symbolic link in one step, so that readers always find one."""
    new = link.with_name(f".{link.name}-new")
    new.unlink(missing_ok=True)
    new.symlink_to(target, target_is_directory=True)
    new.replace(link)


def code_version() -> str:
    """Return the current commit, marked if files differ from it, or else the release."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments
            command, cwd=ROOT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return version("compute-divide")
    return done.stdout.strip()


def recorded_checks(instance: dg.DagsterInstance, keys: list[dg.AssetCheckKey]) -> list[Any]:
    """Return the latest result of each asset check."""
    from reports.publish import Check

    records = instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
    checks = []
    for key, record in sorted(records.items(), key=lambda item: item[0].to_user_string()):
        event = record.event
        if event is None or event.dagster_event is None:
            continue
        evaluation = event.dagster_event.asset_check_evaluation_data
        checks.append(
            Check(
                layer=key.asset_key.path[0],
                table=key.asset_key.path[-1],
                name=key.name,
                tool=_tool(evaluation.metadata),
                passed=evaluation.passed,
                severity=evaluation.severity.value.lower(),
                observed=_observed(evaluation.metadata),
            )
        )
    return checks


def _tool(metadata: Mapping[str, dg.MetadataValue[Any]]) -> str:
    return str(metadata["tool"].value) if "tool" in metadata else "dbt"


def _observed(metadata: Mapping[str, dg.MetadataValue[Any]]) -> str:
    found = metadata.get("observed") or metadata.get("dagster_dbt/failed_row_count")
    return "" if found is None else str(found.value)
