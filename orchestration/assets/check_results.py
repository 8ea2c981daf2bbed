"""Results of earlier checks, read in one query and reported again where nothing changed."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import dagster as dg
import sqlalchemy
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluation
from dagster._core.events.log import EventLogEntry
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable
from dagster._core.storage.event_log.sql_event_log import SqlEventLogStorage
from dagster._serdes import deserialize_value

ENDED = (AssetCheckExecutionRecordStatus.SUCCEEDED, AssetCheckExecutionRecordStatus.FAILED)
Results = Mapping[dg.AssetCheckKey, AssetCheckEvaluation]


def latest_results(instance: dg.DagsterInstance, keys: Collection[dg.AssetCheckKey]) -> Results:
    """Return the latest result of each check that was evaluated.

    Dagster's query for many checks returns the checks planned for the current run. Its query for
    results accepts one check only.
    """
    storage = instance.event_log_storage
    if not keys or not isinstance(storage, SqlEventLogStorage):
        return {}
    columns = AssetCheckExecutionsTable.c
    latest = (
        sqlalchemy.select(sqlalchemy.func.max(columns.id))
        .where(columns.execution_status.in_([status.value for status in ENDED]))
        .where(columns.asset_key.in_({key.asset_key.to_string() for key in keys}))
        .group_by(columns.asset_key, columns.check_name)
    )
    query = sqlalchemy.select(columns.evaluation_event).where(columns.id.in_(latest))
    with storage.index_connection() as connection:
        rows: Sequence[str] = connection.execute(query).scalars().all()
    events = [deserialize_value(row, EventLogEntry).dagster_event for row in rows]
    found = [event.asset_check_evaluation_data for event in events if event is not None]
    chosen = set(keys)
    return {one.asset_check_key: one for one in found if one.asset_check_key in chosen}


def sql(query: str) -> dg.MarkdownMetadataValue:
    """Return a query as Dagster's UI shows it."""
    return dg.MetadataValue.md(f"```sql\n{query.strip()}\n```")


def previous_results(results: Results) -> Iterator[dg.AssetCheckResult]:
    """Report earlier results again, in the order of their checks. The rows have not changed."""
    for key, last in sorted(results.items()):
        yield dg.AssetCheckResult(
            passed=last.passed,
            asset_key=key.asset_key,
            check_name=key.name,
            severity=last.severity,
            metadata={**last.metadata, "unchanged": True},
        )
