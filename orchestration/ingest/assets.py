"""Raw assets: one for each source, and one for the manifests of all snapshots."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

import dagster as dg
import duckdb
import great_expectations as gx
from pydantic import Field

from ingestion.errors import IngestionError
from ingestion.landing.files import MANIFEST
from ingestion.landing.schema import Source, parquet
from ingestion.landing.snapshots import Landing, Validator, connect, snapshots
from ingestion.refresh import land_directory, leave_out, refresh
from ingestion.registry import SOURCES
from ingestion.run import RefreshRun
from ingestion.sources import GROUPS
from ingestion.state import SourceState, state_of
from ingestion.stored import withdraw_former
from orchestration.judge import expectations, roles
from orchestration.judge.checks import (
    check_specs,
    expectation_results,
    key_of,
    role_results,
    stops,
)
from orchestration.run.news import raw_version
from orchestration.run.settings import RECORD, Settings
from orchestration.run.tags import NEW_FILES, REFUSED, say
from orchestration.run.warehouse import LOCK, warehouse_resource

SHOWN = 20
# The job, its step, and the layer of its assets.
INGEST, STEP, RAW = "ingest", "raw_files", "raw"
GROUP_OF_PAPERS, OTHER_GROUP = "raw_papers", "raw_compute"
# How many publishers are asked at once.
PUBLISHERS = 8
# Great Expectations has one context for all threads.
VALIDATING = Lock()
SNAPSHOTS = dg.AssetKey(["raw", "snapshots"])
DATA = {".csv", ".json", ".jsonl", ".xls", ".xlsx", ".xml", ".zip"}
UP_TO_DATE = "up_to_date"
BEHIND = ("incomplete", "forbidden", "paused", "degraded")
# The table of every source of lists of papers.
PAPERS = "papers"


class Refresh(dg.Config):
    """Scope of a refresh: ``full`` also fetches stored files that are not due.

    ``accepted`` are files such as ``clusters/gpu_clusters.csv``, whatever they have lost.
    """

    full: bool = False
    accepted: list[str] = Field(default_factory=list)


def refresh_config(accepted: Sequence[str], *, full: bool) -> dict[str, Any]:
    """Configuration of the step that fetches every stored file again, or accepts some by name."""
    files = [name for name in accepted if name.partition("/")[0] in SOURCES]
    return {STEP: {"config": {"full": full, "accepted": files}}}


def raw_key(source: Source) -> dg.AssetKey:
    """Return the asset key of a source's raw table, which dbt's source has too."""
    return dg.AssetKey(["raw", f"{source.name}_{source.table}"])


def ingest_definitions(
    settings: Settings, sources: Iterable[Source] = SOURCES.values()
) -> dg.AssetsDefinition:
    """Define the raw tables and the manifests of all files as one step."""
    by_key = {raw_key(source): source for source in sources}
    specs = [_spec(source, settings) for source in by_key.values()]
    checks = [spec for source in by_key.values() for spec in _checks(source, settings)]

    @dg.multi_asset(
        name=STEP,
        specs=[*specs, _snapshots_spec(by_key)],
        check_specs=checks,
        can_subset=True,
        required_resource_keys={LOCK},
    )
    def raw_files(context: dg.AssetExecutionContext, config: Refresh) -> Iterator[Any]:
        selected = context.selected_asset_keys
        chosen = [source for key, source in by_key.items() if key in selected]
        errors, landed = list[IngestionError](), list[str]()
        for outcome in _outcomes(chosen, partial(_land, context, config, settings), settings):
            if isinstance(outcome, IngestionError):
                errors.append(outcome)
            else:
                landed += _landed(outcome)
                yield outcome
        say(context, {NEW_FILES: ", ".join(sorted(landed)) or "none"})
        if errors:
            say(context, {REFUSED: "; ".join(map(str, errors))})
            raise dg.Failure("\n".join(map(str, errors)))
        if SNAPSHOTS in selected:
            yield _manifests(context, settings)

    return raw_files


def _landed(outcome: dg.MaterializeResult[Any]) -> list[str]:
    """Name the source of an outcome if files of it are new."""
    files = str((outcome.metadata or {}).get("files", ""))
    is_new = "files landed" in files
    return [f"{outcome.asset_key.path[-1]} ({files})"] if outcome.asset_key and is_new else []


def _spec(source: Source, settings: Settings) -> dg.AssetSpec:
    oldest = dt.timedelta(days=source.refresh_days + 1)
    others = SOURCES.values() if source.reads_lists else ()
    return dg.AssetSpec(
        raw_key(source),
        deps=[raw_key(other) for other in others if other.table == PAPERS],
        group_name=GROUP_OF_PAPERS if source.name in GROUPS["papers"] else OTHER_GROUP,
        kinds={"python", "parquet"},
        freshness_policy=dg.FreshnessPolicy.time_window(oldest) if settings.is_live else None,
        description=f"Files of {source.publisher}, stored as immutable Parquet with a manifest.",
        metadata={
            "publisher": source.publisher,
            "licence": source.licence,
            **({"notice": source.notice} if source.notice else {}),
        },
    )


def _snapshots_spec(tables: Iterable[dg.AssetKey]) -> dg.AssetSpec:
    return dg.AssetSpec(
        SNAPSHOTS,
        deps=[*tables],
        group_name=OTHER_GROUP,
        kinds={"json"},
        description="Manifests of all files (hash, licence, rows, changed columns), and the refresh"
        " state of every source. Fails if no file is stored.",
    )


def _checks(source: Source, settings: Settings) -> list[dg.AssetCheckSpec]:
    up_to_date = dg.AssetCheckSpec(
        UP_TO_DATE,
        asset=raw_key(source),
        description="The last refresh fetched all files of the publisher at most"
        f" {source.refresh_days} days ago, or the source is off. A failure is a warning.",
    )
    filled = dg.AssetCheckSpec(
        roles.CHECK,
        asset=raw_key(source),
        blocking=True,
        description="The columns that the source's schema requires have values"
        " (expect_column_values_to_be_between): critical.",
    )
    live = [up_to_date] if settings.is_live else []
    return [*check_specs(suites_of(source)), filled, *live]


Outcome = dg.MaterializeResult[Any] | IngestionError


def _outcomes(
    sources: Sequence[Source], work: Callable[[Source], Outcome], settings: Settings
) -> Iterator[Outcome]:
    """Work on the sources of several publishers side by side, and on those of one in turn.

    What reads the lists of papers comes after them. A directory takes no time to wait.
    """
    with ThreadPoolExecutor(PUBLISHERS if settings.is_live else 1) as executor:
        for reads_lists in (False, True):
            by_publisher = defaultdict[str, list[Source]](list)
            for source in sources:
                if source.reads_lists == reads_lists:
                    by_publisher[source.publisher].append(source)
            in_turn = [
                executor.submit(list[Outcome], map(work, group)) for group in by_publisher.values()
            ]
            for done in as_completed(in_turn):
                yield from done.result()


def _land(
    context: dg.AssetExecutionContext, config: Refresh, settings: Settings, source: Source
) -> Outcome:
    """Ingest the files of a source, and return what Dagster shows of them, or why they broke."""

    def log(line: str) -> None:
        context.log.info("%s: %s", source.name, line)

    accepted = [name for name in config.accepted if name.startswith(f"{source.name}/")]
    run = RefreshRun(source, settings.raw, log, config.full, accepted)
    validation = Validation(source, settings)
    try:
        with connect() as connection:
            landings = _ingest(connection, run, settings, validation.reject)
            checks = validation.results(connection)
    except IngestionError as error:
        return error
    if run.reason and run.state != "off":
        context.log.warning("%s (%s): %s", source.name, run.state, run.reason)
    state = state_of(settings.raw, source)
    return dg.MaterializeResult(
        asset_key=raw_key(source),
        data_version=dg.DataVersion(raw_version(settings.raw, source)),
        metadata=_metadata(source, settings, landings, state),
        check_results=[*checks, *([_up_to_date(source, state)] if settings.is_live else [])],
    )


def _ingest(
    connection: duckdb.DuckDBPyConnection, run: RefreshRun, settings: Settings, validate: Validator
) -> list[Landing]:
    if run.source.name not in settings.selected:
        return leave_out(connection, run, f"only {', '.join(settings.only)} count")
    if run.source.name == "lists":
        withdraw_former(settings.raw)
    # A live run has those lists of the record that nobody publishes.
    local = None if run.source.first_fetch else RECORD
    root = settings.source_directory or local
    if root is None:
        if state_of(settings.raw, run.source).attempted_at is None:
            # The record is the vintage before the first live one, so the first day is judged too.
            land_directory(connection, run, RECORD, validate)
        return refresh(connection, run, validate)
    return land_directory(connection, run, root, validate)


def suites_of(source: Source) -> list[gx.ExpectationSuite]:
    """Return the suites of a source's raw table."""
    return [suite for suite in expectations.RAW if key_of(suite) == raw_key(source)]


def _required(
    connection: duckdb.DuckDBPyConnection, source: Source, rows: str
) -> Iterator[dg.AssetCheckResult]:
    """Judge stored rows by the source's own schema."""
    query = roles.query_of(source.name, rows, roles.required(source))
    profiles = list(roles.profiled(connection, [query], {}))
    yield from role_results(profiles, lambda _: raw_key(source))


class Validation:
    """The suites of a raw table, which new files must pass before they are stored.

    A stored file that fails a critical check would stop every later run, of all sources.
    """

    def __init__(self, source: Source, settings: Settings) -> None:
        self._source, self._folder = source, settings.raw / source.name
        self._results: dict[frozenset[str], list[dg.AssetCheckResult]] = {}

    def results(
        self, connection: duckdb.DuckDBPyConnection, new: Sequence[Landing] = ()
    ) -> list[dg.AssetCheckResult]:
        """Validate all stored rows with those of new files, once for each set of snapshots."""
        stored = self._folder.glob(f"*/{self._source.table}.parquet")
        tables = [*stored, *(landing.table for landing in new if landing.table)]
        # A snapshot never changes, so its rows are the same before and after it is stored.
        names = frozenset(table.parent.name for table in tables)
        if names not in self._results:
            rows = parquet(tables)
            with VALIDATING:
                self._results[names] = [
                    *expectation_results(connection, suites_of(self._source), rows),
                    *_required(connection, self._source, rows),
                ]
        return self._results[names]

    def reject(self, connection: duckdb.DuckDBPyConnection, new: Sequence[Landing]) -> None:
        """Raise IngestionError for the first new file with which a critical check would fail."""
        if not any(map(stops, self.results(connection, new))):
            return
        for end, landing in enumerate(new, start=1):
            for check in filter(stops, self.results(connection, new[:end])):
                rule = f"the check {check.check_name} would fail with it"
                raise IngestionError(landing.file, f"{rule}: {check.metadata['observed'].value}")


def _up_to_date(source: Source, state: SourceState) -> dg.AssetCheckResult:
    last = state.succeeded_at and dt.datetime.fromisoformat(state.succeeded_at)
    oldest = dt.datetime.now(dt.UTC) - dt.timedelta(days=source.refresh_days)
    is_fresh = bool(last and last >= oldest and state.state not in BEHIND)
    observed = f"{_state_text(state)}; last complete refresh: {state.succeeded_at or 'never'}"
    return dg.AssetCheckResult(
        asset_key=raw_key(source),
        passed=is_fresh or state.state == "off",
        check_name=UP_TO_DATE,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"observed": observed},
    )


def _metadata(
    source: Source, settings: Settings, landings: Sequence[Landing], state: SourceState
) -> dict[str, Any]:
    history = snapshots(settings.raw, source)
    days = {snapshot.vintage for snapshot in history}
    counts = Counter(landing.status for landing in landings)
    return {
        "dagster/row_count": sum(snapshot.rows for snapshot in history),
        "files": ", ".join(f"{n} files {status}" for status, n in counts.items()) or "no files",
        "vintages": len(days),
        "newest vintage": max(days, default=None),
        "folder": dg.MetadataValue.path(str(settings.raw / source.name)),
        "state": _state_text(state),
    }


def _state_text(state: SourceState) -> str:
    return f"{state.state}: {state.reason}" if state.reason else state.state


def _manifests(context: dg.AssetExecutionContext, settings: Settings) -> Outcome:
    """Return the number of files of each source. Raises Failure if there is none at all."""
    if names := ", ".join(strangers(settings.source_directory)[:SHOWN]):
        context.log.warning("not read: %s; name each folder after a source", names)
    counts = {name: len(snapshots(settings.raw, source)) for name, source in SOURCES.items()}
    if not any(counts.values()):
        raise dg.Failure(_why_no_snapshot(settings))
    return dg.MaterializeResult(
        asset_key=SNAPSHOTS,
        metadata={"dagster/row_count": sum(counts.values()), "snapshots": counts},
    )


def strangers(root: Path | None) -> list[str]:
    """List the folders and data files at the root of a directory that no source reads."""
    paths = root.iterdir() if root else ()
    return sorted(
        repr(path.name)
        for path in paths
        if path.is_dir() or DATA.intersection(path.suffixes)
        if path.name not in (*SOURCES, MANIFEST) and not path.name.startswith((".", "_"))
    )


def _why_no_snapshot(settings: Settings) -> str:
    if settings.source_directory is None:
        states = [state_of(settings.raw, source) for source in SOURCES.values()]
        reasons = "; ".join(f"{state.source} is {_state_text(state)}" for state in states)
        return f"no source could be fetched, and no snapshot is stored: {reasons}"
    globs = sorted(glob for name in settings.selected for glob in SOURCES[name].globs)
    return f"no source file found under {settings.sources}; looked for {', '.join(globs)}"


def ingest_job(settings: Settings) -> "dg.UnresolvedAssetJobDefinition":
    """Define the job of the raw assets."""
    return dg.define_asset_job(
        INGEST,
        dg.AssetSelection.key_prefixes(RAW),
        description="Ask the publishers for new files, and store them.",
        tags={"sources": settings.sources},
    )


def ingest_alone(settings: Settings) -> dg.JobDefinition:
    """Return this job without all other definitions, which a day without news does not need."""
    definitions = dg.Definitions(
        assets=[ingest_definitions(settings)],
        jobs=[ingest_job(settings)],
        resources={LOCK: warehouse_resource(settings.warehouse)},
        executor=dg.in_process_executor,
    )
    return definitions.resolve_job_def(INGEST)
