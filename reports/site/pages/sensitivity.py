"""How many specifications contradict each headline, and which."""

from reports.marts.revisions import verdicts
from reports.marts.tables import MartTable
from reports.questions.question import Page
from reports.site.mart_table import mart_table
from reports.site.view import View

CONTRADICTING = MartTable(
    "sensitivity_headlines",
    "Specifications that contradict a headline",
    "margin < 0",
    "headline, definition, vintage desc, period, unknowns",
)

VIEW = View(
    Page(
        id="sensitivity",
        link="Sensitivity",
        title="How much the answers depend on choices",
        figures=(
            "sensitivity_academic_share",
            "sensitivity_industry_lead",
            "sensitivity_compute_gap",
        ),
    ),
    lambda marts, _: {
        "verdicts": verdicts(marts),
        "contradicting": mart_table(marts, CONTRADICTING),
    },
)
