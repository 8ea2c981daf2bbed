"""The share of abstracts that name an accelerator, a proxy of compute, in the fixed periods."""

from reports.charts.share_by_period import PeriodShares
from reports.marts.adoption import ACCELERATORS

QUESTION = "How often do abstracts name an accelerator, a weak proxy of compute?"
MARTS = ("metrics", "vintages")

draw = PeriodShares(
    scope=ACCELERATORS,
    lists="abstracts of papers",
    population="Accepted papers of known teams with an abstract",
    axis="Share of abstracts",
    is_small=True,
    notes=(
        "Lines: 95% intervals (Wilson). k of n: abstracts that name a GPU, TPU or graphics card, "
        "of abstracts of the team class. Most abstracts do not name their hardware, and many of "
        "those that name it report the speed of inference. The venues with abstracts differ over "
        "time."
    ),
    lead="Share of abstracts that name an accelerator, by period.",
)
