"""Why the academic-only share of the same years changed from vintage to vintage."""

from reports.charts import waterfall
from reports.charts.figure import Figure
from reports.marts.reader import Marts

REVISED = waterfall.Revised(
    id="revision_decomposition",
    team_class="academic_only",
    period="2020-2022",
    question="What moved the academic-only share of the same three years",
)


def build(marts: Marts) -> Figure:
    """Draw the share in every vintage, and the parts of each change."""
    return waterfall.build(marts, REVISED)
