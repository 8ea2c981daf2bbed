"""Queries on how well affiliations are classified."""

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Fact, Marts


def exact_sets(marts: Marts, split: str, stratum: str | None) -> Fact:
    """State how often all sectors of a test string are right, with the dictionary of this run."""
    best = "dictionary = 'with ROR'"
    columns = [f"max_by({name}, {best}) as {name}" for name in ("value", "ci_low", "ci_high", "n")]
    return marts.fact(
        f"""
        select {", ".join(columns)}
        from {SCHEMA}.affiliation_accuracy
        where label_set = 'own labels' and split = ? and stratum is not distinct from ?
            and measure = 'exact set'
        """,
        [split, stratum],
    )


def agreement(marts: Marts) -> Fact:
    """State how often two readings of the same affiliations find a company in a paper."""
    return marts.fact(
        f"""
        select sum(papers) as papers, sum(both_find_one + only_ours) as ours,
            sum(both_find_one + only_theirs) as theirs, sum(only_ours) as only_ours,
            sum(only_theirs) as only_theirs
        from {SCHEMA}.affiliation_agreement
        """
    )


def judged(marts: Marts, side: str) -> Fact:
    """Count the judged papers of a stratum, and those where we are right."""
    return marts.fact(
        f"""
        select sum(papers) as n, sum(papers) filter (right_side = 'ours') as k
        from {SCHEMA}.affiliation_adjudication where side = ?
        """,
        [side],
    )
