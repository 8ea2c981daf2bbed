"""The share of notable models whose training compute is known, by year."""

import pandas as pd

from reports.charts.figure import fell
from reports.charts.share_over_time import TeamShares
from reports.marts.reader import Marts, Scope
from reports.text.formatting import in_period, percent

BEFORE, AFTER = "2020-2022", "2023-latest"


def _finding(marts: Marts, scope: Scope, _: pd.DataFrame) -> str | None:
    """Compare the fixed periods, and state a fall only if a test of the difference shows it."""
    before = marts.estimate(scope, BEFORE, "industry_only")
    after = marts.estimate(scope, AFTER, "industry_only")
    if before is None or after is None or not fell(before, after):
        return None
    return (
        f"Training compute is known for {percent(before.value)} of industry-only models "
        f"{in_period(BEFORE)} and for {percent(after.value)} {in_period(AFTER)}"
    )


draw = TeamShares(
    scope=("disclosure_share", "notable"),
    lists="notable models",
    population="Notable models since 2010",
    first_year=2010,
    only_pure=True,
    axis="Share with known compute",
    notes=(
        "Bands: 95% intervals by organisation. Numbers in a class's colour: its notable models in "
        "the year. Years with fewer than 5 models are left out. Known compute is published, or "
        "estimated from published facts."
    ),
    finding=_finding,
    lead="Share of notable models with known compute by year.",
)
