"""Whether industry-only teams train more models than academic-only ones, whatever one chooses."""

from reports.charts import specification_curve as specification
from reports.charts.figure import Figure, Topic
from reports.charts.specification_curve import Choice, Statement
from reports.marts.reader import MODELS, Marts, Scope
from reports.text.formatting import count, percent

PERIOD = "2020-2022"
TREATMENTS = {
    ("excluded", "excluded"): "Left out",
    ("all_inside", "all_outside"): "All industry",
    ("all_outside", "all_inside"): "All academic",
    ("all_outside", "all_outside"): "Neither",
}


def build(marts: Marts) -> Figure:
    """Draw the lead in every period under every definition, vintage and treatment."""
    return specification.build(marts, STATEMENT)


def _finding(marts: Marts, scope: Scope, specifications: int) -> str | None:
    """Speak of a lead only where the intervals of the default are apart."""
    industry = marts.estimate(scope, PERIOD, "industry_only")
    academic = marts.estimate(scope, PERIOD, "academic_only")
    if industry is None or academic is None or academic.ci_high is None:
        return None
    if industry.ci_low <= academic.ci_high:
        return None
    return (
        f"Industry-only teams lead academic-only ones, {percent(industry.value)} to "
        f"{percent(academic.value)}, and do under all {count(specifications)} specifications"
    )


STATEMENT = Statement(
    id="sensitivity_industry_lead",
    headline="industry_leads",
    topic=Topic(
        entity="models",
        question="Whether industry-only teams lead academic-only ones, under every specification",
        notes="",
    ),
    place=(*MODELS, "period = 'all'"),
    definition=MODELS[1],
    period=PERIOD,
    axis="Industry-only share less academic-only share, in points",
    margin=specification.points,
    choices=(
        specification.PERIODS,
        specification.DEFINITIONS,
        specification.VINTAGES,
        Choice(
            "Unknown class",
            ("unknowns", "other_unknowns"),
            lambda industry, academia: TREATMENTS[industry, academia],
        ),
    ),
    finding=_finding,
)
