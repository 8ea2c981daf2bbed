"""Raw assets: one for each source, and one for the manifests of all snapshots held.

What belongs here: calling ingestion, and telling Dagster what it landed. How a file is read does
not.
"""

import datetime as dt
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import dagster as dg
from pydantic import Field
from tqdm import tqdm

from ingestion.discovery import SourceFile, discover
from ingestion.errors import IngestionError
from ingestion.landing import Landing, Snapshot, connect, land, prepare, snapshots
from ingestion.live import Run, Wanted
from ingestion.refresh import refresh
from ingestion.registry import SOURCES
from ingestion.schema import Source
from orchestration.settings import Settings
from orchestration.transform import OWNERS

SNAPSHOTS = dg.AssetKey(["raw", "snapshots"])


class Refresh(dg.Config):
    """How much a live run fetches: years and venues (none: all), and what is held, too."""

    years: list[int] = Field(default_factory=list)
    full: bool = False
    venues: list[str] = Field(default_factory=list)

    @property
    def wanted(self) -> Wanted:
        """The same as ingestion takes it."""
        return Wanted(self.years or None, self.full, self.venues or None)


def full_config() -> dict[str, Any]:
    """The run configuration that makes every source fetch what it holds, too."""
    ops = {"__".join(raw_key(s).path): {"config": {"full": True}} for s in SOURCES.values()}
    return {"ops": ops}


def raw_key(source: Source) -> dg.AssetKey:
    """The asset key of a source's raw table, which is also its key as a dbt source."""
    return dg.AssetKey(["raw", f"{source.name}_{source.table}"])


def raw_asset(source: Source, settings: Settings) -> dg.AssetsDefinition:
    """The asset that lands a source's files."""

    @dg.asset(
        key=raw_key(source),
        group_name="raw",
        kinds={"python", "parquet"},
        owners=OWNERS,
        description=f"{source.publisher}: files landed as immutable Parquet with a manifest.",
        metadata={
            "publisher": source.publisher,
            "licence": source.licence,
            **({"notice": source.notice} if source.notice else {}),
        },
    )
    def landed(context: dg.AssetExecutionContext, config: Refresh) -> dg.MaterializeResult[Any]:
        run = Run(lambda line: context.log.info("%s: %s", source.name, line))
        try:
            landings = _land_all(source, settings, config.wanted, run)
        except IngestionError as error:
            raise dg.Failure(str(error), allow_retries=False) from error
        held = snapshots(settings.raw, source)
        context.log.info("%s: %s", source.name, _summary(landings))
        return dg.MaterializeResult(
            metadata={**_metadata(source, settings, landings, held), **_run_metadata(run)}
        )

    return landed


def _land_all(source: Source, settings: Settings, wanted: Wanted, run: Run) -> list[Landing]:
    with connect() as connection:
        if settings.source_directory is None:
            return refresh(connection, source, settings.raw, wanted, run)
        prepare(connection, settings.raw, source)
        files = discover(settings.source_directory, source, dt.datetime.now(dt.UTC))
        return [land(connection, file, source, settings.raw) for file in _progress(source, files)]


def _progress(source: Source, files: Sequence[SourceFile]) -> Iterable[SourceFile]:
    """A progress bar in a terminal; nothing elsewhere, where the log tells."""
    return tqdm(files, desc=source.name, unit="file", disable=not sys.stderr.isatty())


def _summary(landings: Sequence[Landing]) -> str:
    counts = Counter(landing.status for landing in landings)
    return ", ".join(f"{n} files {status}" for status, n in counts.items()) or "no files"


def _metadata(
    source: Source,
    settings: Settings,
    landings: Sequence[Landing],
    held: Sequence[Snapshot],
) -> dict[str, Any]:
    return {
        "dagster/row_count": sum(snapshot.rows for snapshot in held),
        "files": _summary(landings),
        "skipped": [landing.file for landing in landings if landing.status == "skipped"],
        "vintages": sorted({snapshot.vintage for snapshot in held}),
        "snapshots": dg.MetadataValue.json(
            {snapshot.snapshot_id: snapshot.sha256 for snapshot in held}
        ),
        "citation": source.citation,
        "folder": dg.MetadataValue.path(str(settings.raw / source.name)),
    }


def _run_metadata(run: Run) -> dict[str, Any]:
    """What a refresh cost, and why it is not complete where it is not."""
    return {
        "state": f"{run.state}: {run.reason}" if run.reason else run.state,
        "calls": run.calls,
        "cost_usd": run.cost_usd,
    }


def snapshots_asset(settings: Settings) -> dg.AssetsDefinition:
    """The asset of all manifests; a run that has no snapshot at all ends here."""

    @dg.asset(
        key=SNAPSHOTS,
        deps=[raw_key(source) for source in SOURCES.values()],
        group_name="raw",
        kinds={"json"},
        owners=OWNERS,
        description="The manifest of every snapshot held: hash, licence, rows, column drift.",
    )
    def manifests() -> dg.MaterializeResult[Any]:
        counts = {name: len(snapshots(settings.raw, source)) for name, source in SOURCES.items()}
        if not any(counts.values()):
            globs = sorted(glob for source in SOURCES.values() for glob in source.globs)
            raise dg.Failure(
                f"no source file found under {settings.sources}; looked for {', '.join(globs)}",
                allow_retries=False,
            )
        return dg.MaterializeResult(
            metadata={"dagster/row_count": sum(counts.values()), "snapshots": counts}
        )

    return manifests


def ingest_definitions(settings: Settings) -> list[dg.AssetsDefinition]:
    """All raw assets."""
    return [*(raw_asset(s, settings) for s in SOURCES.values()), snapshots_asset(settings)]
