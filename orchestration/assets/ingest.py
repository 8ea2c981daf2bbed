"""Raw assets: one for each source, and one for the manifests of all snapshots held.

What belongs here: calling ingestion, and telling Dagster what it landed. How a file is read does
not.
"""

import datetime as dt
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
from pydantic import Field
from tqdm import tqdm

from ingestion.errors import IngestionError
from ingestion.fetching.request import RefreshRequest, RefreshRun
from ingestion.fetching.state import record_files, state_of
from ingestion.landing.files import SourceFile, discover
from ingestion.landing.schema import Source, literal
from ingestion.landing.snapshots import (
    Landing,
    Snapshot,
    Validator,
    connect,
    initialise_source,
    land,
    no_validation,
    snapshots,
)
from ingestion.refresh import refresh
from ingestion.registry import SOURCES
from orchestration.dbt.project import OWNERS
from orchestration.expectations.adapter import validate
from orchestration.expectations.suites import raw
from orchestration.settings import Settings

SNAPSHOTS = dg.AssetKey(["raw", "snapshots"])


class Refresh(dg.Config):
    """How much a live run fetches: years and venues (none: all), and what is held, too."""

    years: list[int] = Field(default_factory=list)
    full: bool = False
    venues: list[str] = Field(default_factory=list)

    @property
    def wanted(self) -> RefreshRequest:
        """The same as ingestion takes it."""
        return RefreshRequest(self.years or None, self.full, self.venues or None)


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
        run = RefreshRun(lambda line: context.log.info("%s: %s", source.name, line))
        try:
            landings = _land_all(source, settings, config.wanted, run)
        except IngestionError as error:
            raise dg.Failure(str(error), allow_retries=False) from error
        # Who asks for single years wants those; a refresh goes on with the years that are held.
        if run.state == "degraded" and config.years:
            raise dg.Failure(run.reason, allow_retries=False)
        held = snapshots(settings.raw, source)
        context.log.info("%s: %s", source.name, _summary(landings))
        metadata = _metadata(source, settings, landings, held)
        metadata |= _state_metadata(source, settings)
        if config.years:
            metadata |= _backfill_metadata(run)
        return dg.MaterializeResult(metadata=metadata)

    return landed


def _land_all(
    source: Source, settings: Settings, wanted: RefreshRequest, run: RefreshRun
) -> list[Landing]:
    with connect() as connection:
        if settings.source_directory is None:
            judge = judge_of(source, settings)
            return refresh(connection, source, settings.raw, wanted, run, judge)
        initialise_source(connection, settings.raw, source)
        files = discover(settings.source_directory, source, dt.datetime.now(dt.UTC))
        shown = _progress(source, files)
        landings = [land(connection, file, source, settings.raw) for file in shown]
    record_files(settings.raw, source, files)
    return landings


def judge_of(source: Source, settings: Settings) -> Validator:
    """Refuse a file with which what is held would fail a check that stops the run.

    Landed, it would stop every run from then on, and with it all other sources.
    """
    name = f"{source.name}_{source.table}"
    critical = [one for one in raw.SUITE.get(name, ()) if one.severity == "critical"]
    held = settings.raw / source.name / "[!.]*" / f"{source.table}.parquet"

    def judge(connection: duckdb.DuckDBPyConnection, file: SourceFile, table: Path) -> None:
        files = f"[{literal(held)}, {literal(table)}]"
        query = f"select * from read_parquet({files}, union_by_name = true)"
        for outcome in validate(connection, {name: query}, {name: critical}).values():
            if not outcome.passed:
                rule = f"the check {outcome.name} would fail on it, observed: {outcome.observed}"
                raise IngestionError(file.name, rule)

    return judge if critical else no_validation


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
        "folder": dg.MetadataValue.path(str(settings.raw / source.name)),
    }


def _state_metadata(source: Source, settings: Settings) -> dict[str, Any]:
    """How the last refresh went, on what terms, and how often there should be one."""
    state = state_of(settings.raw, source)
    return {
        "state": said(state.state, state.reason),
        "calls": state.calls,
        "cost_usd": state.cost_usd,
        "stated_rows": state.stated_rows,
        "attempted_at": state.attempted_at,
        "succeeded_at": state.succeeded_at,
        "refresh_days": state.refresh_days,
        "licence": state.licence,
        "citation": state.citation,
    }


def _backfill_metadata(run: RefreshRun) -> dict[str, Any]:
    """What single years cost; the state of the source is that of its last whole refresh."""
    return {"state": said(run.state, run.reason), "calls": run.calls, "cost_usd": run.cost_usd}


def said(state: str, reason: str) -> str:
    """A state with its reason, if it has one."""
    return f"{state}: {reason}" if reason else state


def snapshots_asset(settings: Settings) -> dg.AssetsDefinition:
    """The asset of all manifests; a run that has no snapshot at all ends here."""

    @dg.asset(
        key=SNAPSHOTS,
        deps=[raw_key(source) for source in SOURCES.values()],
        group_name="raw",
        kinds={"json"},
        owners=OWNERS,
        description=(
            "The manifest of every snapshot held: hash, licence, rows, column drift; and the state"
            " of every source."
        ),
    )
    def manifests() -> dg.MaterializeResult[Any]:
        counts = {name: len(snapshots(settings.raw, source)) for name, source in SOURCES.items()}
        if not any(counts.values()):
            raise dg.Failure(_why_nothing_is_held(settings), allow_retries=False)
        return dg.MaterializeResult(
            metadata={"dagster/row_count": sum(counts.values()), "snapshots": counts}
        )

    return manifests


def _why_nothing_is_held(settings: Settings) -> str:
    if settings.source_directory is None:
        states = [state_of(settings.raw, source) for source in SOURCES.values()]
        reasons = "; ".join(f"{one.source} is {one.state}: {one.reason}" for one in states)
        return f"nothing could be fetched, and nothing is held: {reasons}"
    globs = sorted(glob for source in SOURCES.values() for glob in source.globs)
    return f"no source file found under {settings.sources}; looked for {', '.join(globs)}"


def ingest_definitions(settings: Settings) -> list[dg.AssetsDefinition]:
    """All raw assets."""
    return [*(raw_asset(s, settings) for s in SOURCES.values()), snapshots_asset(settings)]
