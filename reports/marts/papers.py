"""Queries on papers: shares by venue, coverage of affiliations, lists, and companies."""

from typing import Any

from reports.marts.metric_query import IS_YEAR, METRICS, SCHEMA, MetricQuery
from reports.marts.reader import FIELD, Fact, Marts
from reports.text.formatting import TEAM_CLASSES

LEADS = "mixed_lead_share"
FIRST, LAST, EVERY = "mixed_first_author", "mixed_last_author", "mixed_industry_authors"
OPEN = "latest"  # the end of a period that has none yet

# The listing that counts for each accepted work on the newest lists.
COUNTED = """
    source = 'lists' and is_latest and is_counted and venue is not null and year is not null
    and list_has_any(definitions, ['accepted', 'accepted_left_out'])
"""
# Editions of the field in the years of a period. One whose number of papers is unknown is outside.
EDITIONS = f"from {SCHEMA}.field_lists where year between ? and ? and weight is not null"


def field_period(marts: Marts) -> str:
    """Return the newest period of the field, or its newest year; empty without the field."""
    query = MetricQuery(metric="any_industry_share", definition=FIELD, where="is_latest")
    tail = "order by period_end desc, period_start limit 1"
    rows = marts.records(*query.select("period", tail))
    return str(rows[0]["period"]) if rows else ""


def newest_of_panel(marts: Marts) -> str:
    """Return the last year of the panel of fixed venues; empty without one."""
    rows = marts.records(
        f"select max(year) as year from {SCHEMA}.venue_panel where source = 'lists' and is_in_panel"
    )
    return str(rows[0]["year"] or "")


def papers_of_field(marts: Marts, period: str) -> Fact:
    """Count the conferences of the field and their accepted papers in a period."""
    return marts.fact(
        f"""
        select count(distinct venue) as conferences, cast(sum(weight) as bigint) as papers
        from ({EDITIONS})
        """,
        _years(marts, period),
    )


def _years(marts: Marts, period: str) -> list[int]:
    """Return the first and the last year of a period of the field."""
    if period.endswith(OPEN):
        query = MetricQuery(
            metric="any_industry_share", definition=FIELD, period=period, where="is_latest"
        )
        (row,) = marts.records(*query.select("year(period_end) as last"))
        return [int(period[:4]), row["last"]]
    return [int(period[:4]), int(period[-4:])]


def unshared_years(marts: Marts) -> list[dict[str, Any]]:
    """Return the years of the field without a share, between years with one.

    ``part`` is the share of their accepted papers on a list with known teams, and ``venues``
    are those lists, largest first.
    """
    return marts.records(
        f"""
        with shown as (
            select year(period_start) as year from {METRICS}
            where metric = 'any_industry_share' and definition = '{FIELD}' and is_latest
                and {IS_YEAR} and value is not null
        )
        select year, sum(least(coalesce(works, 0), weight)) / sum(weight) as part,
            list(venue order by n desc, venue) filter (where n > 0) as venues
        from {SCHEMA}.field_lists
        where year between (select min(year) from shown) and (select max(year) from shown)
            and year not in (from shown)
        group by year order by year
        """
    )


def editions(marts: Marts) -> list[dict[str, Any]]:
    """Return each edition with papers that count: its lists, and its papers by team class.

    ``has_text`` says whether the licence of a list lets the site show titles and affiliations.
    """
    teams = ", ".join(f"count(*) filter (team_class = '{team}') as {team}" for team in TEAM_CLASSES)
    return marts.records(
        f"""
        select venue, year,
            list_sort(list(distinct listed_by)) as listed_by,
            max(vintage) as vintage,
            bool_or(list_contains(definitions, 'accepted')) as is_covered,
            count(*) filter (team_class <> 'unknown') as n,
            count(*) filter (has_industry) as any_industry,
            {teams},
            count(*) filter (team_class = 'unknown') as n_unknown,
            count(*) filter (has_affiliation is not true) as without_affiliation,
            bool_or(affiliations is not null) as has_text
        from {SCHEMA}.papers
        where {COUNTED}
        group by venue, year order by year desc, venue
        """
    )


def listed_papers(marts: Marts) -> dict[tuple[str, int], list[dict[str, Any]]]:
    """Return the papers of each edition, with their affiliations and what decided their class."""
    rows = marts.records(
        f"""
        with counted as (
            select paper_id, venue, year, title, doi, track, team_class, has_industry,
                affiliations, topics
            from {SCHEMA}.papers
            where {COUNTED}
            qualify bool_or(affiliations is not null) over (partition by venue, year)
        ),
        printed as (
            select paper_id,
                list({{
                    name: affiliation, sectors: sectors, evidence: evidence
                }} order by affiliation) as affiliations,
                list_sort(list_distinct(flatten(list(companies)))) as companies
            from (select paper_id, unnest(affiliations) as affiliation from counted)
            inner join {SCHEMA}.affiliations using (affiliation)
            group by paper_id
        ),
        tagged as (
            select paper_id, list_sort(list(distinct tag) filter (where tag is not null)) as topics
            from (
                select paper_id, unnest([topic, parent]) as tag
                from (select paper_id, unnest(topics) as topic from counted)
                inner join {SCHEMA}.dim_topic using (topic)
            )
            group by paper_id
        )
        select counted.* replace (
                coalesce(printed.affiliations, []) as affiliations,
                coalesce(tagged.topics, []) as topics
            ),
            coalesce(printed.companies, []) as companies
        from counted left join printed using (paper_id) left join tagged using (paper_id)
        order by title, paper_id
        """
    )
    editions: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in rows:
        editions.setdefault((row["venue"], row["year"]), []).append(row)
    return editions


def titled_papers(marts: Marts) -> dict[str, int]:
    """Count the papers of each company that count and whose titles may be shown."""
    rows = marts.records(
        f"""
        select company, count(distinct paper_id) as papers
        from (
            select paper_id, unnest(companies) as company
            from (
                select paper_id, unnest(affiliations) as affiliation from {SCHEMA}.papers
                where {COUNTED} and list_contains(definitions, 'accepted')
            )
            inner join {SCHEMA}.affiliations using (affiliation)
        )
        group by company order by company
        """
    )
    return {row["company"]: row["papers"] for row in rows}
