"""Why the industry-only share of 2022, published as 81%, is another one today."""

from reports.charts import waterfall
from reports.charts.figure import Figure
from reports.marts.reader import Marts

REVISED = waterfall.Revised(
    id="revision_decomposition_industry",
    team_class="industry_only",
    period="2022",
    question="What moved the industry-only share of one year, 2022",
)


def build(marts: Marts) -> Figure:
    """Draw the share in every vintage, and the parts of each change."""
    return waterfall.build(marts, REVISED)
