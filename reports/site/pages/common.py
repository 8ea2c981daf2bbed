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
from reports.questions.tables import HeadlineTable, table_id
from reports.questions.wording import say
from reports.site import chart
from reports.site.mart_table import mart_table
from reports.site.references import figure_reference, page_reference
from reports.site.rows import addresses
from reports.text.sentence import Sentence

# A question has a second page, with all its facts, figures and tables.
ALL = "-all"


def context(
    marts: Marts, page: Page, pages: Sequence[Page], content: PublicationContent
) -> dict[str, Any]:
    """Return what the templates of all pages read; ``pages`` are those of the site."""
    index = QUESTIONS.index(page) if isinstance(page, Question) else 0
    tables = headlines_of(page, content)
    charts = [_figure(marts, content, figure, page) for figure in figures_of(page, content)]
    return {
        "page": page,
        "reference": page_reference(
            content, page.title, page.id, (table.scope for table in tables)
        ),
        "card": first_figure(page, content) or first_figure(QUESTIONS[0], content),
        "summary": f"{page.title}.",
        "behind": source_status.behind(marts, _metrics(page, charts)),
        "previous": QUESTIONS[index - 1] if index else None,
        "following": QUESTIONS[index + 1] if index + 1 < len(QUESTIONS) else None,
        "near": [other for other in pages if other.id in page.near],
        "figures": charts,
        "missing": [
            (FIGURES[figure.id].question, figure.reason)
            for figure in content.missing
            if figure.id in page.figures
        ],
        "headlines": tables,
        "absent": _absent(marts, page, content),
        "marts": [view for table in page.tables if (view := mart_table(marts, table))],
        "views": chart.of_page(marts, page, addresses(marts)),
    }


def figures_of(page: Page, content: PublicationContent) -> list[Drawn]:
    """Return the figures of a page that the data supports."""
    figures = {figure.id: figure for figure in content.figures}
    return [figures[name] for name in page.figures if name in figures]


def first_figure(page: Page, content: PublicationContent) -> Drawn | None:
    """Return the first figure of a page that the data supports."""
    return next(iter(figures_of(page, content)), None)


def headlines_of(page: Page, content: PublicationContent) -> list[HeadlineTable]:
    """Return the headline tables of a page that have rows."""
    tables = (content.headlines.get(table_id(headline)) for headline in page.headlines)
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


def _metrics(page: Page, charts: Sequence[dict[str, Any]]) -> list[str] | None:
    """Return the metrics of a question, that of its answer first; None for another page."""
    if not isinstance(page, Question):
        return None
    of_figures = {name for figure in charts for name in figure["metrics"]}
    first, *others = [headline.metric for headline in page.headlines]
    return [first, *sorted((of_figures | {*others}) - {first})]


def _figure(marts: Marts, content: PublicationContent, figure: Drawn, page: Page) -> dict[str, Any]:
    """Return a figure with the definitions and metrics of its rows, and how to cite it."""
    shown_on = f"{page.id}{ALL}" if isinstance(page, Question) else page.id
    return {
        "figure": figure,
        "reference": figure_reference(marts, content, figure, shown_on),
        "definitions": figure.values("definition"),
        "metrics": figure.values("metric"),
    }


def _absent(marts: Marts, page: Page, content: PublicationContent) -> list[dict[str, str]]:
    """List the headline tables of a page that have no rows, with the reason."""
    titles = dimensions.metric_titles(marts)
    absences = []
    for shown in page.headlines:
        if table_id(shown) not in content.headlines:
            definition = shown.definition
            name = f" ({dimensions.definition_name(marts, definition)})" if definition else ""
            why = dimensions.why_absent(marts, shown.metric, definition).rstrip(".")
            missing = {"title": titles[shown.metric] + name}
            absences.append({**missing, "reason": why or "the stored sources do not support it"})
    return absences
