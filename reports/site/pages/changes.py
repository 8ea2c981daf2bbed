"""The change log, latest line first."""

from reports.questions.question import Page
from reports.site.view import View

VIEW = View(
    Page(id="changes", link="Changes", title="Changes between publications"),
    lambda _, content: {"log": content.changes},
)
