"""Whether the academic-only share of models fell, under every specification."""

from reports.charts import specification_curve as specification
from reports.charts.figure import Figure, Topic, fell
from reports.charts.specification_curve import Choice, Statement
from reports.marts.reader import MODELS, Marts, Scope
from reports.text.formatting import count, percent, period_name

EARLY, LATE = "2010-2014", "2020-2022"
TREATMENTS = {"excluded": "Left out", "all_inside": "All academic", "all_outside": "None academic"}


def build(marts: Marts) -> Figure:
    """Draw the fall under every definition, vintage and treatment of unknowns."""
    return specification.build(marts, STATEMENT)


def _finding(marts: Marts, scope: Scope, specifications: int) -> str | None:
    """Speak of a fall only where the intervals of the default are apart."""
    before = marts.estimate(scope, EARLY, "academic_only")
    after = marts.estimate(scope, LATE, "academic_only")
    if before is None or after is None or not fell(before, after):
        return None
    return (
        f"The academic-only share fell from {percent(before.value)} to {percent(after.value)}, and "
        f"falls under all {count(specifications)} specifications"
    )


STATEMENT = Statement(
    id="sensitivity_academic_share",
    headline="academic_share_fell",
    topic=Topic(
        entity="models",
        question="Whether the academic-only share fell, under every specification",
        notes="",
    ),
    place=(*MODELS, "period = 'all'"),
    definition=MODELS[1],
    period=LATE,
    axis=f"Fall from {period_name(EARLY)} to {period_name(LATE)}, in points",
    margin=specification.points,
    choices=(
        specification.DEFINITIONS,
        specification.VINTAGES,
        Choice(f"Unknown class, {period_name(EARLY)}", ("unknowns",), TREATMENTS.__getitem__),
        Choice(f"Unknown class, {period_name(LATE)}", ("other_unknowns",), TREATMENTS.__getitem__),
    ),
    finding=_finding,
)
