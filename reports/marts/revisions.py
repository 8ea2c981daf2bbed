"""Queries on the marts that look back: revisions, specifications, what others have published."""

import pandas as pd

from reports.marts.reader import DIMENSIONS_ARE_ALL, SCHEMA, Marts, NotEnoughDataError, Scope


def needed_table(marts: Marts, table: str, what: str) -> None:
    """Refuse to draw where the warehouse was built without a mart."""
    if not marts.has(table):
        raise NotEnoughDataError(f"This warehouse holds no {what}.")


def comparisons(marts: Marts, metrics: tuple[str, ...], units: tuple[str, ...]) -> pd.DataFrame:
    """Published figures that can be recomputed, one row for each definition they are held beside.

    In the order of the papers, and of the years and definitions within them.
    """
    needed_table(marts, "published_against_recomputed", "published figures")
    return marts.frame(
        f"""
        select *
        from {SCHEMA}.published_against_recomputed
        where list_contains(?, metric) and list_contains(?, unit) and latest_value is not null
        order by left(paper_id, 1), try_cast(substr(paper_id, 2) as integer), published, figure,
            definition <> 'notable_compute_known', definition, period
        """,
        [list(metrics), list(units)],
    )


def not_recomputed(marts: Marts) -> int:
    """Count the published figures without a value of ours beside them."""
    found = marts.records(
        f"""
        select count(*) as n
        from (
            select figure from {SCHEMA}.published_against_recomputed
            group by figure having count(latest_value) = 0
        )
        """
    )
    return int(found[0]["n"])


def specifications(marts: Marts, source: str, headline: str) -> pd.DataFrame:
    """A statement under every definition, vintage and treatment of unknowns, weakest first."""
    needed_table(marts, "sensitivity_headlines", "specifications of its headlines")
    return marts.frame(
        f"""
        select headline, definition, source, vintage, period, unknowns, other_unknowns, margin, n
        from {SCHEMA}.sensitivity_headlines
        where source = ? and headline = ?
        order by margin, definition, vintage, period, unknowns, other_unknowns
        """,
        [source, headline],
    )


def revision_steps(marts: Marts, scope: Scope, period: str, team_class: str) -> pd.DataFrame:
    """The change of a share from each vintage to the next, one row for each cause, oldest first.

    Both ends with their intervals. Match rates are of the whole files, in shares of one.
    """
    needed_table(marts, "revision_decomposition", "revisions")
    return marts.frame(
        f"""
        with shares as (
            select definition, source, vintage, period, team_class, ci_low, ci_high
            from {SCHEMA}.metrics
            where metric = ? and not suppressed and {DIMENSIONS_ARE_ALL}
        )
        select parts.definition, parts.source, parts.old_vintage, parts.new_vintage, parts.period,
            parts.team_class, parts.old_n, parts.new_n, parts.old_value, parts.new_value,
            older.ci_low as old_ci_low, older.ci_high as old_ci_high,
            newer.ci_low as new_ci_low, newer.ci_high as new_ci_high,
            parts.cause, parts.contribution, pairs.old_match_rate, pairs.new_match_rate
        from {SCHEMA}.revision_decomposition as parts
        inner join {SCHEMA}.revision_pairs as pairs using (source, old_vintage, new_vintage)
        left join shares as older
            on older.vintage = parts.old_vintage and older.definition = parts.definition
            and older.source = parts.source and older.period = parts.period
            and older.team_class = parts.team_class
        left join shares as newer
            on newer.vintage = parts.new_vintage and newer.definition = parts.definition
            and newer.source = parts.source and newer.period = parts.period
            and newer.team_class = parts.team_class
        where pairs.is_consecutive and pairs.family = 'notable'
            and parts.definition = ? and parts.source = ? and parts.new_vintage <= ?
            and parts.period = ? and parts.team_class = ?
        order by parts.old_vintage, abs(parts.contribution) desc, parts.cause
        """,
        [scope.metric, scope.definition, scope.source, scope.vintage, period, team_class],
    )


def capacity(marts: Marts, scope: Scope) -> pd.DataFrame:
    """16-bit operations a second in place at the end of each year, by the sector of the owner."""
    needed_table(marts, "cluster_capacity", "clusters")
    return marts.frame(
        f"""
        select definition, source, vintage, year, sector, n, operations_per_second
        from {SCHEMA}.cluster_capacity
        where definition = ? and source = ? and vintage = ? and n > 0
        order by sector, year
        """,
        [scope.definition, scope.source, scope.vintage],
    )


def caveat(marts: Marts, caveat_id: str) -> str:
    """The sentence of a caveat; empty where the warehouse has none of that id."""
    found = marts.records(f"select sentence from {SCHEMA}.dim_caveat where caveat = ?", [caveat_id])
    return str(found[0]["sentence"]) if found else ""
