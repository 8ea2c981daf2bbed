"""The pages of the site in their order, one module each."""

from reports.questions import QUESTIONS
from reports.site.pages import (
    caveats,
    changes,
    cite,
    claims,
    data,
    entities,
    methods,
    models,
    papers,
    published,
    quality,
    question,
    revisions,
    search,
    sensitivity,
    sources,
    terms,
    use,
    what_is_in_reach,
)
from reports.site.view import View

OF_QUESTIONS = {subject.id: question.view(subject) for subject in QUESTIONS}
OF_QUESTIONS[what_is_in_reach.VIEW.page.id] = what_is_in_reach.VIEW
ABOUT_THE_NUMBERS = (
    revisions.VIEW,
    published.VIEW,
    claims.VIEW,
    sensitivity.VIEW,
    search.VIEW,
    sources.VIEW,
    quality.VIEW,
    methods.VIEW,
    terms.VIEW,
    caveats.VIEW,
    cite.VIEW,
    use.VIEW,
    data.VIEW,
    changes.VIEW,
)
LISTED = (models.VIEW, papers.VIEW, *entities.VIEWS)
VIEWS: tuple[View, ...] = (*OF_QUESTIONS.values(), *LISTED, *ABOUT_THE_NUMBERS)
LISTS = tuple(view.page for view in LISTED)
ABOUT = tuple(view.page for view in ABOUT_THE_NUMBERS)
PAGES = tuple(view.page for view in VIEWS)
