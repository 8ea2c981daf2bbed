"""Queries on snapshots and their publishers: files, terms, drift of columns, state of a source."""

from typing import Any

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Marts


def publishers(marts: Marts) -> list[dict[str, Any]]:
    """Return the files, rows, vintages and terms of each source, one row per publisher."""
    return marts.records(
        f"""
        select source, shape, publisher, count(*) as files, sum(rows) as rows,
            min(vintage) as first_vintage, max(vintage) as last_vintage,
            string_agg(distinct licence, '; ' order by licence) as licence,
            string_agg(distinct citation, ' ' order by citation) as citation,
            min(url) filter (starts_with(url, 'https://')) as url
        from {SCHEMA}.vintages
        group by source, shape, publisher
        order by source, shape, publisher
        """
    )


def list_sizes(marts: Marts) -> list[dict[str, Any]]:
    """Return the rows of the newest list of each kind, and of the one before; null without one."""
    return marts.records(
        f"""
        with sizes as (
            select publisher, shape, lists, vintage, sum(rows) as rows, count(*) as files
            from {SCHEMA}.vintages group by publisher, shape, lists, vintage
            qualify max(files) over (partition by shape) = 1
        )
        select publisher, shape, array_to_string(lists, ', ') as lists, vintage, rows,
            lag(vintage) over by_day as earlier, lag(rows) over by_day as earlier_rows
        from sizes window by_day as (partition by shape, lists order by vintage)
        qualify row_number() over (partition by shape, lists order by vintage desc) = 1
        order by shape, lists
        """
    )


def snapshots(marts: Marts) -> list[dict[str, Any]]:
    """Return every column of every snapshot except its time of retrieval."""
    return marts.records(
        f"""
        select * exclude (retrieved_at) from {SCHEMA}.vintages
        order by source, vintage, file, sha256
        """
    )


def retrieval_times(marts: Marts) -> list[dict[str, Any]]:
    """Return the time at which each file was fetched."""
    return marts.records(f"select file, sha256, retrieved_at from {SCHEMA}.vintages order by all")


def joined_sources(marts: Marts, metric: str, source: str) -> list[str]:
    """Return the other sources that a metric reads."""
    rows = marts.records(
        f"select distinct source from {SCHEMA}.source_state"
        " where list_contains(metrics, ?) and source <> ? order by source",
        [metric, source],
    )
    return [row["source"] for row in rows]
