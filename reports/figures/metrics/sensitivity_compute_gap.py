"""Whether industry-only models take more compute than academic-only ones, whatever one chooses."""

from reports.charts import specification_curve as specification
from reports.charts.figure import Figure, Topic
from reports.charts.specification_curve import Statement
from reports.marts.metric_query import IS_YEAR
from reports.marts.reader import Marts

PLACE = ("compute_gap", "notable_compute_known_median", IS_YEAR)
STATEMENT = Statement(
    id="sensitivity_compute_gap",
    headline="industry_uses_more_compute",
    topic=Topic(
        entity="models",
        question="Whether industry-only models take more compute, under every specification",
        notes="",
    ),
    place=PLACE,
    definition=PLACE[1],
    period=None,
    axis="Compute of industry-only over that of academic-only models",
    margin=specification.ratio,
    choices=(specification.DEFINITIONS, specification.PERIODS, specification.VINTAGES),
    # A statement on every year has no one interval that could support it.
    finding=lambda *_: None,
)


def build(marts: Marts) -> Figure:
    """Draw the ratio of every year under every definition and vintage."""
    return specification.build(marts, STATEMENT)
