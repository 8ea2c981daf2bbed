"""The page of a question: the answer with its meaning, the terms and the caveats."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from reports.marts import dimensions
from reports.marts.changes import calls
from reports.marts.choices import caveats_of_answer, neighbours, range_sentence
from reports.marts.reader import Marts
from reports.publication.content import PublicationContent
from reports.publication.descriptors import of_question
from reports.questions.changes import since_last_list
from reports.questions.question import Question
from reports.questions.wording import say
from reports.site import glossary
from reports.site.pages.common import coverage, headlines_of, reason
from reports.site.table import Table
from reports.site.view import View
from reports.text.formatting import day_name, percent, sentence_list
from reports.text.sentence import Sentence


def view(question: Question) -> View:
    """Return the page of a question without parts of its own."""
    return View(question, partial(context, question), "question.html")


def context(question: Question, marts: Marts, content: PublicationContent) -> dict[str, Any]:
    """Return what the template of a question reads. Raises the error of its answer."""
    terms = glossary.terms(content.publication.glossary)
    answers = content.answers[question.id]
    if answers.error:
        raise answers.error
    titles = dimensions.metric_titles(marts)
    metrics = [headline.metric for headline in question.headlines]
    names = {metric: titles[metric] for metric in metrics if marts.scope(metric)}
    answer = str(answers.answer.text) if answers.answer else ""
    return {
        "dataset": of_question(
            content.dataset, question.title, answer, f"{question.id}.html", names
        ),
        "answer": answers.answer,
        "range": answers.range,
        "neighbours": neighbours(marts, question.id),
        "also": [
            {
                "id": number,
                "title": title,
                "range": told,
                "outside": told.parts["side"] and range_sentence(marts, number, is_brief=True),
                "neighbours": neighbours(marts, number),
            }
            for number, title in question.also.items()
            if (told := range_sentence(marts, number))
        ],
        "before": since_last_list(marts, question.id),
        "reason": "" if answers.answer else reason(marts, question),
        "summary": str(answers.answer.sentences[0]) if answers.answer else "",
        "lists": _lists(headlines_of(marts, question)),
        "coverage": coverage(marts, question),
        "terms": [terms[word] for word in question.terms if word in terms],
        "metrics": names,
        "tested": _tested(marts, metrics[0]),
        "caveats": caveats_of_answer(marts, question.id),
    }


def _tested(marts: Marts, metric: str) -> Sentence | None:
    """Say how many of the changes that pages call clear may be so by chance."""
    fact = calls(marts, metric)
    if not fact.row["clear"]:
        return None
    return say(
        "We test {tested} changes of this number, by class, period and definition. We call {clear} "
        "clear, of which chance would explain up to {false}.",
        tested=fact.count("tested"),
        clear=fact.count("clear"),
        false=fact.number("false", percent(fact.row["false"])),
    )


def _lists(tables: Sequence[Table]) -> list[str]:
    """Name the publishers behind tables, with the dates of their lists."""
    dates: dict[str, set[date]] = {}
    for scope in filter(None, (table.scope for table in tables)):
        dates.setdefault(scope.publisher, set()).add(scope.vintage)
    return [
        f"{publisher}, as of {sentence_list([day_name(day) for day in sorted(days)])}"
        for publisher, days in dates.items()
    ]
