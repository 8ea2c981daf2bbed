"""Queries on how well affiliations are classified."""

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Fact, Marts


def exact_sets(marts: Marts, split: str, stratum: str | None) -> Fact:
    """State how often all sectors of a test string are right, with the dictionary of this run."""
    best = "reading = 'with ROR'"
    columns = [f"max_by({name}, {best}) as {name}" for name in ("value", "ci_low", "ci_high", "n")]
    return marts.fact(
        f"""
        select {", ".join(columns)}
        from {SCHEMA}.accuracy
        where subject = 'affiliations' and label_set = 'own labels' and split = ?
            and scope is not distinct from ? and measure = 'exact set'
        """,
        [split, stratum],
    )


def agreement(marts: Marts) -> Fact:
    """State how often two readings of the same affiliations find a company in a paper."""
    return marts.fact(
        f"""
        select sum(n) filter (measure = 'only ours') as papers,
            sum(k) filter (measure <> 'only theirs') as ours,
            sum(k) filter (measure <> 'only ours') as theirs,
            sum(k) filter (measure = 'only ours') as only_ours,
            sum(k) filter (measure = 'only theirs') as only_theirs
        from {SCHEMA}.accuracy
        where subject = 'companies of papers'
        """
    )


def judged(marts: Marts, side: str) -> Fact:
    """Count the judged papers of a stratum, and those where we are right."""
    return marts.fact(
        f"""
        select sum(k) as n, sum(k) filter (measure = 'ours') as k
        from {SCHEMA}.accuracy where subject = 'companies of papers, judged' and scope = ?
        """,
        [side],
    )
