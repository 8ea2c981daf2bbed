"""How the site shows a page: its template, and the function that reads what the template shows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reports.marts.reader import Marts
from reports.publication.content import PublicationContent
from reports.questions.question import Page

Context = Callable[[Marts, PublicationContent], dict[str, Any]]


def nothing_more(_marts: Marts, _content: PublicationContent) -> dict[str, Any]:
    """Return no more than what every page shows."""
    return {}


@dataclass(frozen=True)
class View:
    """A page with its context. A template without a name has that of the page."""

    page: Page
    context: Context = nothing_more
    template: str = ""
