"""Raw assets: one for each source, and one for the manifests of all snapshots."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
from pydantic import Field

from ingestion.errors import IngestionError
from ingestion.http import SILENT_HOSTS
from ingestion.landing.schema import Source, identifier, literal
from ingestion.landing.snapshots import (
    Landing,
    NewTable,
    Snapshot,
    Validator,
    connect,
    no_validation,
    snapshots,
)
from ingestion.landing.verification import check_tables
from ingestion.refresh import land_directory, refresh
from ingestion.registry import SOURCES
from ingestion.request import RefreshRequest, RefreshRun
from ingestion.state import state_of
from orchestration.dbt.project import OWNERS
from orchestration.expectations.adapter import Outcome, validate
from orchestration.expectations.suites import Expectation, raw
from orchestration.settings import Settings
from orchestration.warehouse import LOCK

SNAPSHOTS = dg.AssetKey(["raw", "snapshots"])


class Refresh(dg.Config):
    """Scope of a live refresh: years and venues (empty: all), and stored files too (``full``)."""

    years: list[int] = Field(default_factory=list)
    full: bool = False
    venues: list[str] = Field(default_factory=list)

    @property
    def request(self) -> RefreshRequest:
        """The same scope as ingestion's request."""
        return RefreshRequest(self.years or None, self.full, self.venues or None)


def full_refresh_config() -> dict[str, Any]:
    """Configuration of the steps that makes every source fetch its stored files again."""
    return {"__".join(raw_key(s).path): {"config": {"full": True}} for s in SOURCES.values()}


def raw_key(source: Source) -> dg.AssetKey:
    """Return the asset key of a source's raw table, which dbt's source has too."""
    return dg.AssetKey(["raw", f"{source.name}_{source.table}"])


def raw_asset(source: Source, settings: Settings) -> dg.AssetsDefinition:
    """Define the asset that lands the files of a source."""

    @dg.asset(
        key=raw_key(source),
        group_name="raw",
        kinds={"python", "parquet"},
        owners=OWNERS,
        required_resource_keys={LOCK},
        description=f"Files of {source.publisher}, stored as immutable Parquet with a manifest.",
        metadata={
            "publisher": source.publisher,
            "licence": source.licence,
            **({"notice": source.notice} if source.notice else {}),
        },
    )
    def landed(context: dg.AssetExecutionContext, config: Refresh) -> dg.MaterializeResult[Any]:
        _check_scope(settings, config)
        run = RefreshRun(lambda line: context.log.info("%s: %s", source.name, line))
        started = time.monotonic()
        try:
            landings = _land_all(source, settings, config.request, run)
            check_tables(settings.raw, source)
        except IngestionError as error:
            raise dg.Failure(str(error), allow_retries=False) from error
        # A request for single years fails without them. A refresh continues with stored years.
        if run.state == "degraded" and config.years:
            raise dg.Failure(run.reason, allow_retries=False)
        stored = snapshots(settings.raw, source)
        context.log.info("%s: %s", source.name, _summary(landings))
        metadata = _metadata(source, settings, landings, stored)
        metadata |= _state_metadata(source, settings)
        metadata["seconds"] = round(time.monotonic() - started, 3)
        if config.years:
            metadata |= _backfill_metadata(run)
        return dg.MaterializeResult(metadata=metadata)

    return landed


def _check_scope(settings: Settings, config: Refresh) -> None:
    """Raise Failure for single years or venues of a directory, which would land as a whole."""
    if settings.source_directory is not None and (config.years or config.venues):
        rule = (
            f"single years and venues are fetched from the publisher, and this run reads"
            f" {settings.sources}: set COMPUTE_DIVIDE_SOURCES=live"
        )
        raise dg.Failure(rule, allow_retries=False)


def _land_all(
    source: Source, settings: Settings, request: RefreshRequest, run: RefreshRun
) -> list[Landing]:
    validator = critical_checks(source, settings)
    with connect() as connection:
        if settings.source_directory is None:
            return refresh(connection, source, settings.raw, request, run, validator)
        return land_directory(
            connection, source, settings.raw, settings.source_directory, run.log, validator
        )


def critical_checks(source: Source, settings: Settings) -> Validator:
    """Build a validator that rejects files if a critical check of the table would fail with them.

    A file that lands and fails such a check stops every later run, of all sources. Landing itself
    checks the rules for rows.
    """
    name = f"{source.name}_{source.table}"
    critical = [one for one in raw.SUITE.get(name, ()) if one.severity == "critical"]
    landed = settings.raw / source.name / "[!.]*" / f"{source.table}.parquet"

    def failed(
        connection: duckdb.DuckDBPyConnection, tables: Sequence[NewTable]
    ) -> tuple[Expectation, Outcome] | None:
        files = ", ".join(literal(path) for path in (landed, *(table.path for table in tables)))
        query = f"select * from read_parquet([{files}], union_by_name = true)"
        outcomes = validate(connection, {name: query}, {name: critical})
        return next(
            (
                (one, outcomes[name, one.name])
                for one in critical
                if not outcomes[name, one.name].passed
            ),
            None,
        )

    def validator(connection: duckdb.DuckDBPyConnection, tables: Sequence[NewTable]) -> None:
        if failed(connection, tables) is None:
            return
        for end, table in enumerate(tables, start=1):
            found = failed(connection, tables[:end])
            if found is not None:
                expectation, outcome = found
                rule = f"the check {outcome.name} would fail on it, observed: {outcome.observed}"
                column = expectation.kwargs.get("column")
                row = _first_without(connection, table.path, column) if column else None
                raise IngestionError(table.file.name, rule, column=column, row=row)

    return validator if critical else no_validation


def _first_without(connection: duckdb.DuckDBPyConnection, table: Path, column: str) -> int | None:
    """The first row of a file that has no value in a column."""
    ((row,),) = connection.execute(
        f"select min(source_row) from read_parquet({literal(table)})"
        f" where {identifier(column)} is null"
    ).fetchall()
    return None if row is None else int(row)


def _summary(landings: Sequence[Landing]) -> str:
    counts = Counter(landing.status for landing in landings)
    return ", ".join(f"{n} files {status}" for status, n in counts.items()) or "no files"


def _metadata(
    source: Source,
    settings: Settings,
    landings: Sequence[Landing],
    stored: Sequence[Snapshot],
) -> dict[str, Any]:
    return {
        "dagster/row_count": sum(snapshot.rows for snapshot in stored),
        "files": _summary(landings),
        "skipped": [landing.file for landing in landings if landing.status == "skipped"],
        "vintages": sorted({snapshot.vintage for snapshot in stored}),
        "snapshots": dg.MetadataValue.json(
            {snapshot.snapshot_id: snapshot.sha256 for snapshot in stored}
        ),
        "folder": dg.MetadataValue.path(str(settings.raw / source.name)),
    }


def _state_metadata(source: Source, settings: Settings) -> dict[str, Any]:
    """Outcome of the last refresh, its cost, and the terms of the source."""
    state = state_of(settings.raw, source)
    return {
        "state": describe_state(state.state, state.reason),
        "calls": state.calls,
        "cost_usd": state.cost_usd,
        "attempted_at": state.attempted_at,
        "succeeded_at": state.succeeded_at,
        **_freshness_metadata(state.succeeded_at),
        "refresh_days": state.refresh_days,
        "licence": state.licence,
        "citation": state.citation,
    }


def _freshness_metadata(succeeded_at: str | None) -> dict[str, Any]:
    """The time of the data under the name that Dagster shows on an asset."""
    if succeeded_at is None:
        return {}
    last = dt.datetime.fromisoformat(succeeded_at)
    return {"dagster/last_updated_timestamp": dg.MetadataValue.timestamp(last)}


def _backfill_metadata(run: RefreshRun) -> dict[str, Any]:
    """Outcome and cost of single years. The stored state describes complete refreshes only."""
    state = describe_state(run.state, run.reason)
    return {"state": state, "calls": run.calls, "cost_usd": run.cost_usd}


def describe_state(state: str, reason: str) -> str:
    """Join a state and its reason, if it has one."""
    return f"{state}: {reason}" if reason else state


def snapshots_asset(settings: Settings) -> dg.AssetsDefinition:
    """Define the asset of all manifests, which fails if there is no snapshot at all."""

    @dg.asset(
        key=SNAPSHOTS,
        deps=[raw_key(source) for source in SOURCES.values()],
        group_name="raw",
        kinds={"json"},
        owners=OWNERS,
        required_resource_keys={LOCK},
        description=(
            "Manifests of all snapshots (hash, licence, rows, changed columns), and the refresh"
            " state of every source."
        ),
    )
    def manifests(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
        if SILENT_HOSTS:
            context.log.warning("No answer from %s", ", ".join(sorted(SILENT_HOSTS)))
        counts = {name: len(snapshots(settings.raw, source)) for name, source in SOURCES.items()}
        if not any(counts.values()):
            raise dg.Failure(_why_no_snapshot(settings), allow_retries=False)
        return dg.MaterializeResult(
            metadata={"dagster/row_count": sum(counts.values()), "snapshots": counts}
        )

    return manifests


def _why_no_snapshot(settings: Settings) -> str:
    if settings.source_directory is None:
        states = [state_of(settings.raw, source) for source in SOURCES.values()]
        reasons = "; ".join(f"{one.source} is {one.state}: {one.reason}" for one in states)
        return f"no source could be fetched, and no snapshot is stored: {reasons}"
    globs = sorted(glob for source in SOURCES.values() for glob in source.globs)
    return f"no source file found under {settings.sources}; looked for {', '.join(globs)}"


def ingest_definitions(settings: Settings) -> list[dg.AssetsDefinition]:
    """Define all raw assets."""
    return [*(raw_asset(s, settings) for s in SOURCES.values()), snapshots_asset(settings)]
