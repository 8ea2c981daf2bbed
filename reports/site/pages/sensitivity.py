"""How many specifications contradict each headline, and which."""

from typing import Any

from reports.marts.reader import Marts
from reports.marts.revisions import verdicts
from reports.marts.tables import MartTable
from reports.publication.content import PublicationContent
from reports.questions.question import Page
from reports.site.mart_table import mart_table
from reports.site.view import View

CONTRADICTING = MartTable(
    "sensitivity_headlines",
    "Specifications that contradict a headline",
    "margin < 0",
    "headline, definition, vintage desc, period, unknowns",
)


def _context(marts: Marts, _content: PublicationContent) -> dict[str, Any]:
    return {"verdicts": verdicts(marts), "contradicting": mart_table(marts, CONTRADICTING)}


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
    _context,
)
