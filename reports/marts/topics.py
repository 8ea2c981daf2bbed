"""Queries on the marts of topics."""

import pandas as pd

from reports.marts.reader import (
    COLUMNS,
    IS_YEAR,
    PAPERS,
    SCHEMA,
    Marts,
    NotEnoughDataError,
    Scope,
    needed,
)
from reports.text.formatting import MARK, count, plain


def paper_scope(marts: Marts) -> Scope:
    """Find the list of papers that topics are drawn for; refuse where there is none."""
    scope = needed(marts.scope(*PAPERS), "papers with a known affiliation")
    if not marts.has("dim_topic"):
        raise NotEnoughDataError("This warehouse holds no topics of papers.")
    return scope


def estimates(marts: Marts, scope: Scope, metric: str, definition: str, where: str) -> pd.DataFrame:
    """Rows of the contract by topic that may be shown, with the topic's name, parent and focus."""
    rows = marts.frame(
        f"""
        select metrics.metric, metrics.definition, metrics.source, metrics.vintage, metrics.period,
            metrics.team_class, metrics.topic, metrics.counting, metrics.value, metrics.unit,
            metrics.n, metrics.k, metrics.n_unknown, metrics.ci_low, metrics.ci_high,
            metrics.ci_method, topics.title, topics.parent, topics.focus, topics.is_imprecise
        from {SCHEMA}.metrics as metrics
        inner join {SCHEMA}.dim_topic as topics using (topic)
        where metrics.metric = ? and metrics.definition = ? and metrics.source = ?
            and metrics.vintage = ? and metrics.counting = 'full' and metrics.venue is null
            and metrics.country is null and not metrics.suppressed and metrics.value is not null
            and {where}
        order by metrics.topic, metrics.period, metrics.team_class
        """,
        [metric, definition, scope.source, scope.vintage],
    )
    return named(rows)


def years(marts: Marts, scope: Scope, where: str) -> pd.DataFrame:
    """Shares of team classes within topics by calendar year, with ``year`` as a number."""
    rows = estimates(marts, scope, "paper_team_share", "accepted", f"{IS_YEAR} and {where}")
    return rows.assign(year=rows["period"].astype(int))


def points(marts: Marts, scope: Scope, variant: str, period: str) -> pd.DataFrame:
    """Topics with papers and a measure of compute: those with a focus first, then by papers."""
    return named(
        marts.frame(
            f"""
            select points.*, topics.focus
            from {SCHEMA}.topic_join as points
            inner join {SCHEMA}.dim_topic as topics using (topic)
            where variant = ? and source = ? and vintage = ? and period = ?
            order by topics.focus is null, n desc, topic
            """,
            [variant, scope.source, scope.vintage, period],
        )
    )


def line(marts: Marts, scope: Scope, variant: str, period: str) -> dict[str, float] | None:
    """Find the fitted line through ``points``, by full counting; None where there is none."""
    found = marts.records(
        f"""
        select mean_x, mean_y, slope, ci_low, ci_high from {SCHEMA}.topic_fits
        where variant = ? and source = ? and vintage = ? and period = ? and counting = 'full'
        limit 1
        """,
        [variant, scope.source, scope.vintage, period],
    )
    return found[0] if found else None


def slopes(marts: Marts, scope: Scope) -> pd.DataFrame:
    """Every estimate of M14 that may be shown, in each period and by each definition."""
    return marts.frame(
        f"""
        select definition, period, counting, value, unit, ci_low, ci_high, n
        from {SCHEMA}.metrics
        where metric = 'academic_share_on_intensity' and source = ? and vintage = ?
            and country is null and not suppressed and value is not null
        order by definition, counting, period_start nulls first
        """,
        [scope.source, scope.vintage],
    )


def region_slopes(marts: Marts, scope: Scope, definition: str) -> pd.DataFrame:
    """M14 of all papers, then of each region's, over all years: steepest fall first."""
    rows = marts.frame(
        f"""
        select {COLUMNS}
        from {SCHEMA}.metrics
        where metric = 'academic_share_on_intensity' and source = ? and vintage = ?
            and definition = ? and period = 'all' and not suppressed and value is not null
            and counting = case when definition like 'logit%' then 'fractional' else 'full' end
        order by country is not null, value, country
        """,
        [scope.source, scope.vintage, definition],
    )
    return rows.assign(country=rows["country"].astype(object).where(rows["country"].notna(), None))


def without_country(marts: Marts, scope: Scope) -> tuple[int, int]:
    """Count accepted papers without a known country, and all of them; (0, 0) is not known."""
    found = marts.records(
        f"""
        select n - k as unknown, n from {SCHEMA}.metrics
        where metric = 'paper_country_coverage' and definition = 'accepted' and period = 'all'
            and source = ? and vintage = ? and not suppressed
        """,
        [scope.source, scope.vintage],
    )
    return (found[0]["unknown"], found[0]["n"]) if found else (0, 0)


def size_range(n: pd.Series) -> str:
    """Say between which sizes the populations of a figure are, where each has its own."""
    return f"n = {count(int(n.min()))} to {count(int(n.max()))}"


def named(rows: pd.DataFrame) -> pd.DataFrame:
    """Add ``name``: the title, marked where the topic's tags are imprecise."""
    marks = rows["is_imprecise"].map({True: MARK, False: ""})
    return rows.assign(name=[plain(title, 40) for title in rows["title"]] + marks)
