"""How the site shows a page: its template, and the function that reads what the template shows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reports.marts.reader import Marts
from reports.publication.content import PublicationContent
from reports.questions.question import Page

Context = Callable[[Marts, PublicationContent], dict[str, Any]]


@dataclass(frozen=True)
class View:
    """A page with what its template shows beside the parts of every page.

    A template without a name has that of the page.
    """

    page: Page
    context: Context = lambda _marts, _content: {}
    template: str = ""
