"""What a program reads first: the row, the other choices and the caveats of each answer."""

from typing import Any

from reports.marts.metric_query import SCHEMA
from reports.marts.ranges import caveats_of_answer
from reports.marts.reader import Marts
from reports.publication.content import PublicationContent
from reports.questions import QUESTIONS
from reports.site.pages.front import TITLE
from reports.text.formatting import plain

KEYS = ("metric", "definition", "period", "team_class", "sector", "unit")


def context(marts: Marts, content: PublicationContent) -> dict[str, Any]:
    """Return what the template of llms.txt reads."""
    headlines = marts.records(f"from {SCHEMA}.answer_ranges where is_headline")
    of_question = {row["question"]: row for row in headlines}
    rows = []
    for question in QUESTIONS:
        answer, headline = content.answers[question.id].answer, of_question.get(question.id)
        if answer is None or headline is None:
            continue
        filters = [f"`{name} = '{headline[name]}'`" for name in KEYS if headline[name] is not None]
        caveats = caveats_of_answer(marts, question.id)
        rows.append(
            {
                "question": question,
                "answer": plain(str(answer.text), 1000),
                "filters": ", ".join(filters),
                "caveats": [row["sentence"] for row in caveats[:3]] or [question.means_not],
            }
        )
    return {"title": TITLE, "rows": rows}
