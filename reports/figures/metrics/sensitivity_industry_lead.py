"""The lead of industry-only over academic-only teams, under every specification."""

from reports.charts.specifications import (
    DEFINITIONS,
    PERIODS,
    VINTAGES,
    Choice,
    Statement,
    points,
)
from reports.marts.reader import MODELS, Marts, Scope
from reports.text.formatting import count, percent

QUESTION = "Do industry-only teams lead academic-only teams under every specification?"
MARTS = ("metrics", "sensitivity_headlines", "vintages")
PERIOD = "2020-2022"
TREATMENTS = {
    ("excluded", "excluded"): "Left out",
    ("all_inside", "all_outside"): "All industry",
    ("all_outside", "all_inside"): "All academic",
    ("all_outside", "all_outside"): "Neither",
}


def _finding(marts: Marts, _: Scope, specifications: int) -> str | None:
    """State a lead only if the intervals do not overlap in the default specification."""
    industry = marts.estimate(*MODELS, PERIOD, "industry_only")
    academic = marts.estimate(*MODELS, PERIOD, "academic_only")
    if industry is None or academic is None or academic.ci_high is None:
        return None
    if industry.ci_low <= academic.ci_high:
        return None
    return (
        f"Industry-only teams lead academic-only teams, {percent(industry.value)} to "
        f"{percent(academic.value)}; they lead under all {count(specifications)} specifications"
    )


draw = Statement(
    headline="industry_leads",
    scope=MODELS,
    period=PERIOD,
    axis="Industry-only share minus academic-only share, in percentage points",
    margin=points,
    choices=(
        PERIODS,
        DEFINITIONS,
        VINTAGES,
        Choice(
            "Unknown class",
            ("unknowns", "other_unknowns"),
            lambda industry, academia: TREATMENTS[industry, academia],
        ),
    ),
    finding=_finding,
)
