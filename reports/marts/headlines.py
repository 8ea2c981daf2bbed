"""Queries behind the headline tables and the explorer."""

from collections.abc import Sequence
from typing import Any

from reports.catalogue import Headline
from reports.marts.metric_query import ANY, COLUMNS, IS_YEAR, METRICS, MetricQuery
from reports.marts.reader import FILLING, Marts, Scope
from reports.text.formatting import TEAM_CLASSES

FIRST_YEAR = "2010"


def _rows_of(headline: Headline, **fields: Any) -> MetricQuery:  # noqa: ANN401 - as MetricQuery
    """Return the condition for the rows of a headline table, suppressed rows included.

    Venues are left out: their tables would be far longer than a page.
    """
    is_split = "coalesce(country, region) is not null"
    where = f"{is_split} and period = 'all'" if headline.regions else f"not {is_split}"
    also = fields.pop("where", "")
    return MetricQuery(
        sector=ANY,
        topic=ANY,
        country=ANY,
        region=ANY,
        only_shown=False,
        where=f"{where} and {also}" if also else where,
        **fields,
    )


def find_scope(marts: Marts, headline: Headline, relation: str = METRICS) -> Scope | None:
    """Find the definition and source with most cases, and their latest vintage."""
    query = _rows_of(
        headline,
        metric=headline.metric,
        definition=headline.definition or ANY,
        relation=relation,
    )
    found = marts.records(
        *query.select(
            "metric, definition, source, vintage",
            """
            group by metric, definition, source, vintage
            qualify row_number() over (partition by definition, source order by vintage desc) = 1
            order by max(n) desc, definition, source
            limit 1
            """,
        )
    )
    if not found:
        return None
    publisher, licence = marts.terms(found[0]["source"])
    return Scope(**found[0], publisher=publisher, licence=licence)


def headline_rows(
    marts: Marts, scope: Scope, headline: Headline, relation: str = METRICS
) -> list[dict[str, Any]]:
    """Return the fixed periods and all years; without these, the calendar years since 2010.

    Years that are still filling stand next to the fixed periods. Suppressed rows are included.
    Topics appear only if the metric has no row of all topics together. They then appear for all
    years together, because a table of topics by period would be too long.
    """
    teams = list(headline.teams)
    query = _rows_of(
        headline,
        metric=scope.metric,
        definition=scope.definition,
        source=scope.source,
        vintage=scope.vintage,
        where=(
            "(len(?) = 0 or list_contains(?, coalesce(team_class, '')))"
            f" and (not {IS_YEAR} or period >= '{FIRST_YEAR}')"
        ),
        values=(teams, teams),
        relation=relation,
    )
    return marts.records(
        *query.select(
            COLUMNS,
            f"""
            qualify (
                    not {IS_YEAR} or list_contains(caveats, '{FILLING}')
                    or count(*) filter (not {IS_YEAR}) over () = 0
                )
                and (topic is null or count(*) filter (topic is null) over () = 0)
                and (
                    topic is null or period = 'all'
                    or count(*) filter (period = 'all') over () = 0
                )
            order by unit, topic, sector, team_class nulls first, period = 'all', period_start,
                {IS_YEAR}, period, country, region
            """,
        )
    )


def explorer_rows(marts: Marts, scope: Scope, definitions: Sequence[str]) -> list[dict[str, Any]]:
    """Return years since 2010 and periods of one metric and source, also suppressed rows.

    ``definitions`` have every vintage, country, region, venue and topic. Each other definition has
    only its newest vintage, with all cases together if the metric has such rows.
    """
    query = MetricQuery(
        metric=scope.metric,
        source=scope.source,
        sector=ANY,
        topic=ANY,
        country=ANY,
        region=ANY,
        venue=ANY,
        only_shown=False,
        where=f"not {IS_YEAR} or period >= '{FIRST_YEAR}'",
    )
    return marts.records(
        *query.select(
            f"""definition, vintage, unit, team_class, country, region, venue, topic, sector,
            period, {IS_YEAR} as is_year, value, ci_low, ci_high, n, k, n_unknown, caveats""",
            """
            qualify list_contains(?, definition) or (
                vintage = max(vintage) over (partition by definition)
                and country is null and region is null and venue is null
                and (topic is null or bool_and(topic is not null) over ())
            )
            order by definition <> ?, definition, vintage desc, country nulls first,
                region nulls first, venue nulls first, topic nulls first, sector nulls first,
                list_position(?, team_class) nulls first, unit, period_start nulls last, period
            """,
            list(definitions),
            scope.definition,
            list(TEAM_CLASSES),
        )
    )
