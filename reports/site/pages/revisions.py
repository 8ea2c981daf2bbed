"""Revisions: the academic-only share in every vintage, and tables on how years fill."""

from datetime import date
from typing import Any

from reports.marts.reader import MODELS, Marts
from reports.marts.revisions import period_vintages
from reports.marts.tables import MartTable
from reports.publication.content import PublicationContent
from reports.questions.question import Page
from reports.questions.wording import say
from reports.site.view import View
from reports.text.formatting import period_name
from reports.text.sentence import Sentence


def _context(marts: Marts, _content: PublicationContent) -> dict[str, Any]:
    scope = marts.scope(*MODELS)
    shares = period_vintages(marts, scope, "academic_only") if scope else []
    by_vintage: dict[date, dict[str, Sentence]] = {}
    for share in shares:
        by_vintage.setdefault(share.vintage, {})[share.period] = say("{share:share}", share=share)
    periods = sorted({share.period for share in shares})
    return {
        "as_of": list(by_vintage.items()),
        "periods": periods,
        "columns": ["As of", *(f"Models, {period_name(period)}" for period in periods)],
    }


VIEW = View(
    Page(
        id="revisions",
        link="Revisions",
        title="How revisions change past years",
        tables=(
            MartTable(
                "corrections",
                "Our changes of method and corrections",
                order="corrected_on desc",
                columns="corrected_on, number, before, after, class, reason, found_by, version, "
                "metric",
            ),
            MartTable(
                "year_completeness",
                "How full earlier years were at the age of each year that is still filling",
                order="definition, year, earlier_year",
                columns="* exclude (source)",
            ),
            MartTable(
                "backfill_by_age",
                "How complete a year is, by its age",
                "definition = 'notable_compute_known'",
                "team_class, age_rank",
            ),
        ),
    ),
    _context,
)
