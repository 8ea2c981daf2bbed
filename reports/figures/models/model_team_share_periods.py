"""Team classes of notable models in the four fixed periods."""

import pandas as pd

from reports.charts.figure import cases, fell
from reports.charts.share_by_period import PeriodShares
from reports.marts.reader import MODELS, Marts, Scope
from reports.text.formatting import in_period, percent


def _finding(marts: Marts, scope: Scope, rows: pd.DataFrame) -> str | None:
    """State a fall only where a test of the difference supports it."""
    first, last = rows["period"].iloc[0], rows["period"].iloc[-1]
    before = marts.estimate(scope, first, "academic_only")
    after = marts.estimate(scope, last, "academic_only")
    if before is None or after is None or not fell(before, after):
        return None
    text = (
        f"Academic-only teams trained {percent(before.value)} of notable models "
        f"{in_period(first)}, {percent(after.value)} {in_period(last)}"
    )
    years = marts.filling_years(scope, "academic_only")
    return f"{text}, {cases(years[-1])} in {years[-1].period}" if years else text


draw = PeriodShares(
    scope=MODELS,
    lists="models with known compute",
    population="Notable models with known compute by team",
    axis="Share of the period's models",
    notes=(
        "Lines: 95% intervals by organisation. k of n: models of the team class, of all models of "
        "known team class. The latest period is still filling."
    ),
    finding=_finding,
    lead="Shares of notable models with known compute by period.",
)
