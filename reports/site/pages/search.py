"""The search, which Pagefind fills."""

from reports.questions.question import Page
from reports.site.view import View

VIEW = View(Page(id="search", link="Search", title="Search"))
