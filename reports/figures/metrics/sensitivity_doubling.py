"""The doubling times of academic-only and industry-only compute, under every specification."""

from reports.charts.specifications import DEFINITIONS, VINTAGES, Statement, months
from reports.marts.reader import Marts, Scope
from reports.questions.how_fast import DOUBLING
from reports.text.formatting import count

QUESTION = "Does the compute of industry-only models double faster under every specification?"
MARTS = ("metrics", "sensitivity_headlines", "vintages")


def _finding(marts: Marts, _: Scope, specifications: int) -> str | None:
    """Rank the two classes only if their intervals do not overlap in the default specification."""
    academic = marts.estimate(*DOUBLING, "all", "academic_only")
    industry = marts.estimate(*DOUBLING, "all", "industry_only")
    if academic is None or industry is None or industry.ci_high is None:
        return None
    if industry.ci_high >= academic.ci_low:
        return None
    return (
        f"Training compute doubles every {industry.value:.1f} months in industry-only teams and "
        f"every {academic.value:.1f} in academic-only teams; the order is the same under all "
        f"{count(specifications)} specifications"
    )


draw = Statement(
    headline="industry_compute_doubles_faster",
    scope=DOUBLING,
    axis="Doubling time of academic-only minus industry-only models, in months",
    margin=months,
    choices=(DEFINITIONS, VINTAGES),
    finding=_finding,
)
