"""The share of abstracts that name an accelerator, a proxy of compute, in the fixed periods."""

import pandas as pd

from reports.charts.share_by_period import PeriodShares
from reports.marts.adoption import ACCELERATORS
from reports.text.formatting import PURE_TEAMS, in_period, percent

QUESTION = "How often do abstracts name an accelerator, a weak proxy of compute?"
MARTS = ("metrics", "vintages")


def _finding(rows: pd.DataFrame) -> str | None:
    """State the shares of both pure classes in the newest period."""
    newest = rows[rows["period"] == rows["period"].iloc[-1]].set_index("team_class")["value"]
    if not set(PURE_TEAMS) <= set(newest.index):
        return None
    academic, industry = (percent(newest[team], 1) for team in PURE_TEAMS)
    when = in_period(rows["period"].iloc[-1])
    return (
        f"{academic} of academic-only and {industry} of industry-only abstracts name a GPU {when}"
    )


draw = PeriodShares(
    scope=ACCELERATORS,
    lists="abstracts of papers",
    population="Accepted papers of known teams with an abstract: a weak proxy of compute",
    axis="Share of abstracts",
    is_small=True,
    notes=(
        "Lines: 95% intervals (Wilson). k of n: abstracts that name a GPU, TPU or graphics card. "
        "Most do not name their hardware, and many of those that do report the speed of "
        "inference. The venues differ over time."
    ),
    finding=lambda _marts, _scope, rows: _finding(rows),
    lead="Share of abstracts that name an accelerator, by period.",
)
