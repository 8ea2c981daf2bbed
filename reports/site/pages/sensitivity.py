"""The range of each answer under choices that an informed critic could make."""

from reports.marts.ranges import answer_range
from reports.questions import QUESTIONS
from reports.questions.question import Page
from reports.site.view import View

VIEW = View(
    Page(id="sensitivity", link="Sensitivity", title="How much the answers depend on choices"),
    lambda marts, _: {
        "ranges": [(question, answer_range(marts, question.id)) for question in QUESTIONS],
    },
)
