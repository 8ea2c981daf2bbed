"""Queries on how well affiliations are classified."""

import pandas as pd

from reports.marts.metric_query import SCHEMA
from reports.marts.reader import Marts


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
    """Return the exact sets among strings of lists that no rule was written on."""
    return marts.frame(
        f"""
        select *
        from {SCHEMA}.affiliation_accuracy
        where split = 'unseen_4' and measure = 'exact set' and stratum is null
        order by dictionary = 'with ROR' desc
        """
    )
