"""How to cite a number, and the source lists to cite with it."""

from reports.marts import sources
from reports.questions.question import Page
from reports.site.view import View

VIEW = View(
    Page(id="cite", link="Cite", title="Cite a number"),
    lambda marts, _: {"sources": sources.publishers(marts)},
)
