"""Queries on pre-trained models and accelerators that papers name in titles and abstracts."""

from collections.abc import Sequence

import pandas as pd

from reports.marts.metric_query import ANY, COLUMNS, IS_YEAR
from reports.marts.reader import Marts, Scope, with_year

NAMED = ("pretrained_adoption", "accepted")
TITLES = ("pretrained_adoption", "accepted_titles")
ACCELERATORS = ("accelerator_mention_share", "accepted")


def named(marts: Marts) -> tuple[str, str]:
    """Return the metric and its definition: by abstracts, or by titles if no list has abstracts."""
    return NAMED if marts.scope(*NAMED) else TITLES


def origin_years(marts: Marts, scope: Scope, teams: Sequence[str], since: int) -> pd.DataFrame:
    """Return years of team classes by origin of the named models, with ``year`` as a number."""
    query = scope.select(
        team_class=teams,
        sector=ANY,
        where=f"sector is not null and {IS_YEAR} and period >= ?",
        values=(str(since),),
    )
    return with_year(marts.frame(*query.select(COLUMNS, "order by team_class, sector, period")))
