"""What a program reads first: the row, the other choices and the caveats of each answer."""

from typing import Any

from reports.marts.choices import caveats_of_answer, headline, range_sentence
from reports.marts.reader import Marts
from reports.publication.content import PublicationContent
from reports.questions import QUESTIONS
from reports.site.pages.front import TITLE
from reports.text.formatting import plain

KEYS = ("metric", "definition", "period", "team_class", "sector", "unit")


def context(marts: Marts, content: PublicationContent) -> dict[str, Any]:
    """Return what the template of llms.txt reads."""
    rows = []
    for question in QUESTIONS:
        answer, row = content.answers[question.id].answer, headline(marts, question.id)
        if answer is None or row is None:
            continue
        filters = [f"`{name} = '{row[name]}'`" for name in KEYS if row[name] is not None]
        caveats = caveats_of_answer(marts, question.id)
        rows.append(
            {
                "question": question,
                "answer": plain(str(answer.text), 1000),
                "range": range_sentence(marts, question.id, question.doubted),
                "filters": ", ".join(filters),
                "caveats": [caveat["sentence"] for caveat in caveats[:3]] or [question.means_not],
            }
        )
    return {"title": TITLE, "rows": rows}
