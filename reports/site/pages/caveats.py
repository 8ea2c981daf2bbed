"""All caveats, with the metrics that they apply to."""

from reports.marts.dimensions import caveats
from reports.questions.question import Page
from reports.site.view import View

VIEW = View(
    Page(id="caveats", link="Caveats", title="What the numbers do not show"),
    lambda marts, _: {"caveats": caveats(marts)},
)
