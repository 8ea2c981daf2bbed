"""What every page shows: figures, tables, reasons for missing ones, and how to cite it."""

from collections.abc import Sequence
from typing import Any

from reports.figures import FIGURES
from reports.marts import dimensions, source_status
from reports.marts.reader import Marts
from reports.publication.content import PublicationContent
from reports.publication.model import Drawn
from reports.questions import QUESTIONS
from reports.questions.question import Page, Question
from reports.questions.wording import say
from reports.site import chart
from reports.site.mart_tables import headline_tables, of_mart, table_id
from reports.site.references import page_reference
from reports.site.rows import addresses
from reports.site.table import Table
from reports.text.sentence import Sentence


def context(
    marts: Marts, page: Page, pages: Sequence[Page], content: PublicationContent
) -> dict[str, Any]:
    """Return what the templates of all pages read; ``pages`` are those of the site."""
    index = QUESTIONS.index(page) if isinstance(page, Question) else 0
    tables = headlines_of(marts, page)
    figures = figures_of(page, content)
    first = next(iter(figures), None)
    return {
        "page": page,
        "reference": page_reference(
            content, page.title, page.id, (table.scope for table in tables)
        ),
        "card": first or first_figure(QUESTIONS[0], content),
        "summary": f"{page.title}.",
        "behind": source_status.behind(marts, _metrics(page, figures)),
        "previous": QUESTIONS[index - 1] if index else None,
        "following": QUESTIONS[index + 1] if index + 1 < len(QUESTIONS) else None,
        "near": [other for other in pages if other.id in page.near],
        "figures": figures,
        "missing": [
            (FIGURES[figure.id].question, figure.reason)
            for figure in content.missing
            if figure.id in page.figures
        ],
        "headlines": tables,
        "absent": _absent(marts, page),
        "marts": [view for table in page.tables if (view := of_mart(marts, table))],
        "views": chart.of_page(marts, page, addresses(marts)),
    }


def figures_of(page: Page, content: PublicationContent) -> list[Drawn]:
    """Return the figures of a page that the data supports."""
    figures = {figure.id: figure for figure in content.figures}
    return [figures[name] for name in page.figures if name in figures]


def first_figure(page: Page, content: PublicationContent) -> Drawn | None:
    """Return the first figure of a page that the data supports."""
    return next(iter(figures_of(page, content)), None)


def headlines_of(marts: Marts, page: Page) -> list[Table]:
    """Return the headline tables of a page that have rows."""
    tables = (headline_tables(marts).get(table_id(headline)) for headline in page.headlines)
    return [table for table in tables if table is not None]


def coverage(marts: Marts, page: Page) -> Sentence | str:
    """State the least measured coverage of the intervals of a page, if it is below their level."""
    metrics = [headline.metric for headline in page.headlines]
    fact = dimensions.least_covered(marts, metrics)
    if fact.row["least"] is None:
        return ""
    text = (
        "Some intervals are too narrow: in simulations the worst held the true value {least} times"
        " in 100."
    )
    return say(text, least=fact.count("least"))


def reason(marts: Marts, page: Page) -> str:
    """Return why a question has no answer: a reason in the marts, or too few cases."""
    first = page.headlines[0]
    absence = dimensions.why_absent(marts, first.metric, first.definition)
    return absence or "The data has too few cases."


def _metrics(page: Page, figures: Sequence[Drawn]) -> list[str] | None:
    """Return the metrics of a question, that of its answer first; None for another page."""
    if not isinstance(page, Question):
        return None
    of_figures = {name for figure in figures for name in figure.values("metric")}
    first, *others = [headline.metric for headline in page.headlines]
    return [first, *sorted((of_figures | {*others}) - {first})]


def _absent(marts: Marts, page: Page) -> list[dict[str, str]]:
    """List the headline tables of a page that have no rows, with the reason."""
    titles = dimensions.metric_titles(marts)
    absences = []
    for shown in page.headlines:
        if table_id(shown) not in headline_tables(marts):
            definition = shown.definition
            name = f" ({dimensions.definition_name(marts, definition)})" if definition else ""
            why = dimensions.why_absent(marts, shown.metric, definition).rstrip(".")
            missing = {"title": titles[shown.metric] + name}
            absences.append({**missing, "reason": why or "the stored sources do not support it"})
    return absences
