"""The pages of the site in their order, one module each."""

from reports.questions import QUESTIONS
from reports.site.pages import (
    about,
    changes,
    claims,
    entities,
    models,
    papers,
    published,
    quality,
    question,
    revisions,
    what_is_in_reach,
)
from reports.site.view import View

OF_QUESTIONS = {subject.id: question.view(subject) for subject in QUESTIONS}
OF_QUESTIONS[what_is_in_reach.VIEW.page.id] = what_is_in_reach.VIEW
ABOUT_THE_NUMBERS = (
    revisions.VIEW,
    published.VIEW,
    claims.VIEW,
    about.SEARCH,
    about.SOURCES,
    quality.VIEW,
    about.METHODS,
    about.TERMS,
    about.LIMITS,
    about.CITE,
    about.USE,
    about.DATA,
    changes.VIEW,
    about.ABOUT,
)
LISTED = (models.VIEW, papers.VIEW, *entities.VIEWS)
VIEWS: tuple[View, ...] = (*OF_QUESTIONS.values(), *LISTED, *ABOUT_THE_NUMBERS)
LISTS = tuple(view.page for view in LISTED)
ABOUT = tuple(view.page for view in ABOUT_THE_NUMBERS)
# The menu has the answers and these pages; the foot of each page has the others.
MENU = (
    *LISTS,
    *(about.METHODS.page, about.LIMITS.page, about.DATA.page, about.SOURCES.page, about.ABOUT.page),
)
FOOT = tuple(page for page in ABOUT if page not in MENU)
PAGES = tuple(view.page for view in VIEWS)
