"""The names that pages state: a page would lack a misspelt figure or table without a word."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from reports.figures import FIGURES
from reports.marts import dimensions
from reports.marts.reader import Marts
from reports.questions.question import Page


class UnknownNameError(Exception):
    """A page names a figure, metric, definition or page that does not exist."""


def check_names(marts: Marts, pages: Sequence[Page]) -> None:
    """Raise UnknownNameError with each name of a page that does not exist."""
    known = {
        "figure": list(FIGURES),
        "metric": [row["metric"] for row in dimensions.metrics(marts)],
        "definition": [row["definition"] for row in dimensions.definitions(marts)],
        "page": [page.id for page in pages],
    }
    unknown = [
        f"the page {page.id} names the {kind} {name}, which does not exist{like}"
        for page in pages
        for kind, name in _names(page)
        if name not in known[kind]
        for like in [f" ({match}?)" for match in get_close_matches(name, known[kind], 1)] or [""]
    ]
    if unknown:
        raise UnknownNameError("; ".join(unknown))


def _names(page: Page) -> Iterator[tuple[str, str]]:
    yield from (("figure", name) for name in page.figures)
    yield from (("page", name) for name in page.near)
    for headline in page.headlines:
        yield "metric", headline.metric
        if headline.definition:
            yield "definition", headline.definition
