"""Queries on papers: shares by venue, coverage of affiliations, lists, and companies."""

from dataclasses import replace
from typing import Any

import pandas as pd

from reports.marts.metric_query import ANY, COLUMNS, IS_YEAR, SCHEMA
from reports.marts.reader import Fact, Marts, Scope, with_year

COVERAGE = "paper_affiliation_coverage"
COVERED = 0.6  # below this share of papers with an affiliation, a year has open points

# Lists of a source since a year, up to the newest year of the fixed panel.
LISTS_OF_KNOWN_SIZE = f"""
    with lists as (
        from {SCHEMA}.venue_panel
        where source = ? and year >= ? and (is_in_panel or accepted is not null)
    )
    from lists where year <= (select max(year) from lists where is_in_panel)
"""


def badly_covered(marts: Marts, scope: Scope) -> frozenset[int]:
    """List the pooled years of a scope whose coverage is below ``COVERED``."""
    rows = marts.years(replace(scope, metric=COVERAGE))
    return frozenset(int(year) for year in rows.loc[rows["value"] < COVERED, "year"])


def venue_years(marts: Marts, scope: Scope, metrics: tuple[str, ...]) -> pd.DataFrame:
    """Return years by venue from the newest listings; ``venue`` is null for all pooled."""
    query = scope.select(
        metric=metrics,
        team_class=None,
        venue=ANY,
        vintage=ANY,
        where=f"(venue is not null or vintage = ?) and {IS_YEAR}",
        values=(scope.vintage,),
    )
    tail = """
        qualify row_number() over (partition by metric, venue, period order by vintage desc) = 1
        order by venue nulls first, period_start, metric
    """
    return with_year(marts.frame(*query.select(COLUMNS, tail)))


def fixed_panel(marts: Marts, scope: Scope, since: int) -> tuple[list[str], list[dict[str, Any]]]:
    """Return venues of the fixed panel since a year, and the venues and years that it lacks.

    The list of what it lacks ends with the newest year of the panel. It has only those with a
    known number of accepted papers, largest first.
    """
    rows = marts.records(
        f"""
        select source, venue, year, accepted, is_in_panel from ({LISTS_OF_KNOWN_SIZE})
        order by accepted desc nulls last, venue, year
        """,
        [scope.source, since],
    )
    venues = sorted({row["venue"] for row in rows if row["is_in_panel"]})
    return venues, [row for row in rows if not row["is_in_panel"]]


def smaller_lists(marts: Marts, scope: Scope, since: int, largest: int) -> Fact:
    """Count the lists that the fixed panel lacks, without the ``named`` largest."""
    return marts.fact(
        f"""
        select greatest(count(*) filter (not is_in_panel) - ?, 0) as others
        from ({LISTS_OF_KNOWN_SIZE})
        """,
        [largest, scope.source, since],
    )


def company_papers(marts: Marts, scope: Scope, since: int, venues: int, most: int) -> pd.DataFrame:
    """Return the papers of the ``most`` largest companies on each list of the largest venues.

    A venue needs three lists. A company that a list does not have has 0 papers there.
    """
    return marts.frame(
        f"""
        with papers as (from {SCHEMA}.company_papers where source = ? and year >= ?),
        lists as (select distinct source, vintage, venue, year, n from papers),
        largest as (
            select venue, sum(n) as size from lists
            group by venue having count(*) >= 3 order by size desc, venue limit ?
        ),
        companies as (
            select company from papers where venue in (select venue from largest)
            group by company order by sum(works) desc, company limit ?
        )
        select lists.*, companies.company, coalesce(papers.works, 0) as works
        from lists
        inner join largest using (venue)
        cross join companies
        left join papers using (source, venue, year, company)
        order by size desc, venue, company, year
        """,
        [scope.source, since, venues, most],
    )


def imputed_weight(marts: Marts, scope: Scope, since: int) -> Fact:
    """State the weight of venues without a list: the mean of the years, and the newest year."""
    return marts.fact(
        f"""
        with panel as (
            select venue, year, sum(n) over (partition by venue) as works, sum(n) over () as total
            from {SCHEMA}.venue_panel where source = ? and is_in_panel
        ), years as (
            select year, 1 - sum(works) / min(total) as imputed from panel group by year
        )
        select avg(imputed order by year) as imputed, max(year) as newest_year,
            max_by(imputed, year) as newest
        from years where year >= ?
        """,
        [scope.source, since],
    )
