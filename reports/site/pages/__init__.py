"""The pages of the site in their order: questions, lists of rows, and prose with tables."""

from reports.questions import QUESTIONS
from reports.questions.question import Page
from reports.site.pages import (
    changes,
    claims,
    data,
    entity_lists,
    limits,
    methods,
    models,
    papers,
    question,
    what_is_in_reach,
)
from reports.site.view import View

OF_QUESTIONS = {subject.id: question.view(subject) for subject in QUESTIONS}
OF_QUESTIONS[what_is_in_reach.VIEW.page.id] = what_is_in_reach.VIEW
ABOUT = View(
    Page(
        id="about",
        link="About",
        title="About Compute Divide",
        words="contact email authors people who made this",
    ),
    template="about.md",
)
SEARCH = View(Page(id="search", link="Search", title="Search"))
# The menu and the foot of each page are one list; the name of the site leads to the answers.
LISTED = (
    models.VIEW, papers.VIEW, *entity_lists.VIEWS, methods.VIEW, limits.VIEW, claims.VIEW,
    data.VIEW, changes.VIEW, ABOUT,
)  # fmt: skip
VIEWS: tuple[View, ...] = (*OF_QUESTIONS.values(), *LISTED, SEARCH)
MENU = tuple(view.page for view in LISTED)
PAGES = tuple(view.page for view in VIEWS)
