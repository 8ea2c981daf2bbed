"""The fall of the academic-only share of models, under every specification."""

from reports.charts.specifications import DEFINITIONS, VINTAGES, Choice, Statement, points
from reports.marts.estimates import fell
from reports.marts.reader import MODELS, Marts, Scope
from reports.text.formatting import count, percent, period_name

QUESTION = "Does the academic-only share fall under every specification?"
MARTS = ("metrics", "sensitivity_headlines", "vintages")
EARLY, LATE = "2010-2014", "2023-latest"
TREATMENTS = {"excluded": "Left out", "all_inside": "All academic", "all_outside": "None academic"}


def _finding(marts: Marts, _: Scope, specifications: int) -> str | None:
    """State a fall only if a test of the difference shows it in the default specification."""
    before = marts.estimate(*MODELS, EARLY, "academic_only")
    after = marts.estimate(*MODELS, LATE, "academic_only")
    if before is None or after is None or not fell(before, after):
        return None
    return (
        f"The academic-only share fell from {percent(before.value)} to {percent(after.value)}; it "
        f"falls under all {count(specifications)} specifications"
    )


draw = Statement(
    headline="academic_share_fell",
    scope=MODELS,
    period=LATE,
    axis=f"Fall from {period_name(EARLY)} to the years {period_name(LATE)}, in percentage points",
    margin=points,
    choices=(
        DEFINITIONS,
        VINTAGES,
        Choice(f"Unknown class, {period_name(EARLY)}", ("unknowns",), TREATMENTS.__getitem__),
        Choice(f"Unknown class, {period_name(LATE)}", ("other_unknowns",), TREATMENTS.__getitem__),
    ),
    finding=_finding,
)
