"""Whether the compute of industry-only models doubles faster, under every specification."""

from reports.charts import specification_curve as specification
from reports.charts.figure import Figure, Topic
from reports.charts.specification_curve import Statement
from reports.marts.reader import Marts, Scope
from reports.text.formatting import count

PLACE = ("compute_doubling_months", "notable_compute_known")


def build(marts: Marts) -> Figure:
    """Draw the difference of doubling times under every definition and vintage."""
    return specification.build(marts, STATEMENT)


def _finding(marts: Marts, scope: Scope, specifications: int) -> str | None:
    """Rank the two classes only where the intervals of the default are apart."""
    academic = marts.estimate(scope, "all", "academic_only")
    industry = marts.estimate(scope, "all", "industry_only")
    if academic is None or industry is None or industry.ci_high is None:
        return None
    if industry.ci_high >= academic.ci_low:
        return None
    return (
        f"Training compute doubles faster in industry-only teams, every {industry.value:.1f} "
        f"against {academic.value:.1f} months, and does under all {count(specifications)} "
        "specifications"
    )


STATEMENT = Statement(
    id="sensitivity_doubling",
    headline="industry_compute_doubles_faster",
    topic=Topic(
        entity="models",
        question="Whether industry-only compute doubles faster, under every specification",
        notes="",
    ),
    place=(*PLACE, "period = 'all'"),
    definition=PLACE[1],
    period=None,
    axis="Doubling time of academic-only less that of industry-only models, in months",
    margin=specification.months,
    choices=(specification.DEFINITIONS, specification.VINTAGES),
    finding=_finding,
)
