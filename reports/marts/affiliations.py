"""Queries on how well affiliations are classified."""

import pandas as pd

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Fact, Marts


def accuracy(marts: Marts) -> pd.DataFrame:
    """Return the accuracy on our test strings, which were sampled by number of mentions.

    The rows of the dictionary of this run come first.
    """
    return marts.frame(
        f"""
        select *
        from {SCHEMA}.affiliation_accuracy
        where label_set = 'own labels' and split = 'test' and stratum = 'mention'
        order by dictionary = 'with ROR' desc, class, measure
        """
    )


def unseen(marts: Marts) -> pd.DataFrame:
    """Return the exact sets among strings of unknown organisations, then of any on other lists.

    No rule was written on either sample.
    """
    return marts.frame(
        f"""
        select *
        from {SCHEMA}.affiliation_accuracy
        where split in ('unseen_3', 'unseen_4') and measure = 'exact set' and stratum is null
        qualify rank() over (order by dictionary = 'with ROR' desc) = 1
        order by split
        """
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
    """Count the judged papers of a stratum and those where we are right, with Wilson's interval."""
    return marts.fact(
        f"""
        with counts as (
            select sum(papers) as n, sum(papers) filter (right_side = 'ours') as k, 1.96 as z
            from {SCHEMA}.affiliation_adjudication where side = ?
        ), ends as (
            select *, (k + z * z / 2) / (n + z * z) as middle,
                z * sqrt(k * (n - k) / n + z * z / 4) / (n + z * z) as half
            from counts
        )
        select n, k, middle - half as ci_low, middle + half as ci_high from ends
        """,
        [side],
    )
