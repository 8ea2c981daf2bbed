"""Queries on the descriptions of metrics, definitions, caveats and topics."""

from collections.abc import Sequence
from typing import Any

from reports.marts.metric_query import METRICS, SCHEMA
from reports.marts.reader import Fact, Marts
from reports.text.formatting import plain

BY_NUMBER = "try_cast(regexp_extract(metric_id, '[0-9]+') as integer)"


def metrics(marts: Marts) -> list[dict[str, Any]]:
    """Return every metric, in order of their numbers."""
    return marts.records(
        f"select * from {SCHEMA}.dim_metric order by {BY_NUMBER}, metric_id, metric"
    )


def metric_titles(marts: Marts) -> dict[str, str]:
    """Return the titles of metrics by id."""
    return {row["metric"]: row["title"] for row in metrics(marts)}


def definitions(marts: Marts) -> list[dict[str, Any]]:
    """Return every definition, grouped by the kind of case that it counts."""
    return marts.records(f"select * from {SCHEMA}.dim_definition order by entity, 1")


def definition_name(marts: Marts, definition: str) -> str:
    """Return the short name of a definition; without one, its id in words."""
    names = {row["definition"]: row["short_name"] for row in definitions(marts)}
    return names.get(definition) or plain(definition.replace("_", " "), longest=27)


def events(marts: Marts, source: str, after: int) -> list[dict[str, Any]]:
    """Return the changes of a publisher's rules that divide models published after a year."""
    return marts.records(
        f"""
        select event_date, sentence from {SCHEMA}.dim_event
        where divides = 'models' and source = ? and year(event_date) > ? order by event_date
        """,
        [source, after],
    )


def caveats(marts: Marts) -> list[dict[str, Any]]:
    """Return the caveats of all rows, with the kind of case of their first metric."""
    return marts.records(
        f"""
        with attached as (
            select distinct metric, unnest(caveats) as caveat from {METRICS}
        )
        select dim_caveat.caveat, sentence, evidence,
            min_by(entity, metric_id) as entity
        from attached
        inner join {SCHEMA}.dim_caveat on attached.caveat = dim_caveat.caveat
        inner join {SCHEMA}.dim_metric on attached.metric = dim_metric.metric
        group by all
        order by dim_caveat.caveat
        """
    )


def least_covered(marts: Marts, metric_names: Sequence[str]) -> Fact:
    """Count how often intervals of these metrics cover at least, by the caveats of rows."""
    return marts.fact(
        f"""
        select min(least_covered) as least from {SCHEMA}.dim_caveat
        where caveat in (select unnest(caveats) from {METRICS} where list_contains(?, metric))
        """,
        [list(metric_names)],
    )


def interval_methods(marts: Marts) -> list[dict[str, Any]]:
    """Return one row per method of intervals: its levels, number of rows and metrics."""
    return marts.records(
        f"""
        select regexp_replace(ci_method, '[(].*', '') as method, count(*) as rows,
            min(ci_level) as lowest, max(ci_level) as highest,
            string_agg(distinct metric, ', ' order by metric) as metrics
        from {METRICS} where ci_method is not null
        group by 1 order by 1
        """
    )


def absences(marts: Marts) -> list[dict[str, Any]]:
    """Return the metrics that vintages lack, with the reason and the number of vintages."""
    return marts.records(
        f"""
        select metric, source, reason, list_sort(list(distinct definition)) as definitions,
            count(distinct vintage) as vintages
        from {SCHEMA}.metric_absences
        group by metric, source, reason
        order by metric, source, reason
        """
    )


def why_absent(marts: Marts, metric: str, definition: str) -> str:
    """Return why the newest vintage has no estimate of a metric; empty if no mart has a reason."""
    table = marts.records(
        f"""
        select reason from {SCHEMA}.metric_absences
        where metric = ? and (? = '' or definition = ?)
        order by vintage desc, definition, source limit 1
        """,
        [metric, definition, definition],
    )
    return str(table[0]["reason"]) if table else ""


def topic_names(marts: Marts, mark: str = "") -> dict[str, str]:
    """Return titles of topics by id, with a mark if tags are imprecise."""
    return {row["topic"]: row["title"] + mark * row["is_imprecise"] for row in _topics(marts)}


def _topics(marts: Marts) -> list[dict[str, Any]]:
    query = f"select topic, title, is_imprecise from {SCHEMA}.dim_topic order by topic"
    return marts.records(query)


def venue_name(marts: Marts, venue: str) -> str:
    """Return the name of a venue; without one, its id in capitals."""
    return _names(marts, "venue").get(venue) or plain(venue, longest=24).upper()


def venue_names(marts: Marts) -> dict[str, str]:
    """Return the names of venues by id."""
    return _names(marts, "venue")


def country_names(marts: Marts) -> dict[str, str]:
    """Return the names of countries by ISO 3166 code."""
    return _names(marts, "country")


def country_name(marts: Marts, country: str) -> str:
    """Return the name of a country by its ISO 3166 code; without one, the text of its list."""
    return _names(marts, "country").get(country) or plain(country, longest=30)


def _names(marts: Marts, kind: str) -> dict[str, str]:
    rows = marts.records(f"select {kind}, name from {SCHEMA}.dim_{kind} order by {kind}")
    return {row[kind]: row["name"] for row in rows}


def newest_vintage(marts: Marts) -> Any:  # noqa: ANN401 - a date, or None without metrics
    """Return the newest vintage of any metric."""
    return marts.records(f"select max(vintage) as vintage from {METRICS}")[0]["vintage"]
