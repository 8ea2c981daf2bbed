"""The front page: five sentences, a chart, and a card for the answer to each question."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.marts.choices import headline, headline_series, interval, value
from reports.marts.estimates import Estimate
from reports.marts.metric_query import IS_YEAR
from reports.marts.reader import FILLING, TRAINED, Marts
from reports.marts.source_status import behind
from reports.marts.supply import median_models
from reports.publication.content import PublicationContent
from reports.questions import QUESTIONS, who_publishes
from reports.questions.question import Answer, Question
from reports.questions.wording import say
from reports.site.curves import Box, round_years
from reports.site.mart_tables import headline_tables
from reports.site.pages.common import first_figure, reason
from reports.site.references import page_reference
from reports.text.formatting import TEAM_CLASSES, count, day_name, period_name, team_name
from reports.text.sentence import Sentence, joined
from reports.text.units import format_number, unit

TITLE = "How much of machine learning is still academic?"
FIRST_YEAR = 2010
MODELS_OVER_TIME = "how-fast"  # a doubling time has no periods: its card shows the models
# The first are the summary, as far as their titles are known.
IMPORTANCE = (
    "who-trains",
    "who-publishes",
    "how-far-apart",
    "what-academia-has",
    "how-concentrated",
    "what-is-in-reach",
    "who-discloses",
    "on-what",
    "who-adopts",
    MODELS_OVER_TIME,
)
# What the numbers of these cards are of; the others have a sentence.
SUBJECTS = {
    "who-trains": "academic-only",
    "who-publishes": "academic-only",
    "how-far-apart": "the compute",
    "what-academia-has": "an award",
}
BY_IMPORTANCE = sorted(QUESTIONS, key=lambda question: IMPORTANCE.index(question.id))
SENTENCES = 5


def context(marts: Marts, content: PublicationContent) -> dict[str, Any]:
    """Return what the template of the front page reads."""
    first = QUESTIONS[0]
    fact = content.answers[first.id].answer
    return {
        "page": None,
        "behind": behind(marts),
        "title": TITLE,
        "sentences": _summary(marts, content),
        "chart": _chart(marts),
        "cards": [_card(marts, question, content) for question in BY_IMPORTANCE],
        "summary": str(fact.sentences[0]) if fact else "",
        "card": first_figure(first, content),
        "reference": page_reference(
            content, TITLE, "index", (table.scope for table in headline_tables(marts).values())
        ),
    }


def _summary(marts: Marts, content: PublicationContent) -> list[Sentence]:
    """Return five claims: what is left of models and papers, what changed, and how far apart."""
    models, papers, *others = (content.answers[question.id].answer for question in BY_IMPORTANCE)
    facts = [models, papers, who_publishes.turn(marts), *others]
    return [_claim(fact) for fact in facts if fact][:SENTENCES]


def _claim(answer: Answer) -> Sentence:
    """Return the title of an answer as a sentence; without one, its first sentence."""
    return say("{title}.", title=answer.title) if answer.title else answer.sentences[0]


def _chart(marts: Marts) -> dict[str, Any] | None:
    """Return the shares of all classes by year, each with its last finished year."""
    series = {
        team: marts.estimates(*TRAINED, f"{IS_YEAR} and period >= '{FIRST_YEAR}'", team_class=team)
        for team in TEAM_CLASSES
    }
    years = [int(share.period) for shares in series.values() for share in shares]
    if not all(len(shares) > 1 for shares in series.values()):
        return None
    box = Box(min(years), max(years), 0, 1)
    lines = []
    for team, shares in series.items():
        told = marts.newest(*TRAINED, team_class=team) or shares[-1]
        text = f"{team_name(team)}: {{share:value}}"
        curve = box.curve([_point(share) for share in shares])
        lines.append({"team": team, "curve": curve, "label": say(text, share=told)})
    scope = marts.scope(*TRAINED)
    return {
        "lines": lines,
        "years": [(year, box.at(year, 0)[0]) for year in round_years(min(years), max(years))],
        "ticks": [(f"{percent}%", 100 - percent) for percent in range(0, 101, 25)],
        "told": period_name(told.period),
        "is_filling": any(FILLING in share.caveats for share in shares),
        "source": f"{scope.publisher}, {day_name(scope.vintage)}" if scope else "",
    }


def _point(share: Estimate) -> dict[str, Any]:
    point = f"{team_name(share.team_class)}, {{e:period}}: {{e:with interval}}, {{e:k of n}}"
    return {
        "x": int(share.period),
        "is_open": FILLING in share.caveats,
        "text": str(say(point, e=share)),
        "value": share.value,
        "ci_low": share.ci_low,
        "ci_high": share.ci_high,
    }


def _card(marts: Marts, question: Question, content: PublicationContent) -> dict[str, Any]:
    """Return the number of an answer, its interval and cases, its drawing, and its title.

    A number that may be zero is not shown large, but beside its interval.
    """
    answer = content.answers[question.id].answer
    claim = _claim(answer) if answer else None
    row = headline(marts, question.id)
    is_of_models = question.id == MODELS_OVER_TIME
    series = median_models(marts) if is_of_models else headline_series(marts, question.id)
    return {
        "page": question,
        "number": _number(claim, row) if claim and row and not _may_be_zero(row) else "",
        "subject": SUBJECTS.get(question.id, ""),
        "told": format_number(row["value"], row["unit"]) if answer and row else "",
        "interval": interval(row) if row else "",
        "cases": (question.cases and question.cases(marts)) or (row and f"n = {count(row['n'])}"),
        "text": claim,
        "reason": reason(marts, question),
        "drawing": _drawing(series) if answer and len(series) > 1 else None,
    }


def _may_be_zero(row: Mapping[str, Any]) -> bool:
    """Return whether the value or its interval allows none."""
    value, low, high = (row[name] for name in ("value", "ci_low", "ci_high"))
    return bool(value == 0 or (low is not None and low <= 0 <= (high or low)))


def _number(claim: Sentence, row: Mapping[str, Any]) -> Sentence | str:
    """Return the number of the headline as the claim writes it, with its unit."""
    told = next((number for number in claim.numbers() if number.value == row["value"]), None)
    name = unit(row["unit"]).name.removeprefix("percentage ")
    return joined([told, name]) if told else value(row)


def _drawing(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Draw a series; the line of zero is drawn where the values lie on both sides of it."""
    box = Box.of(rows)
    first, last = ({**row, "name": period_name(row["period"])} for row in (rows[0], rows[-1]))
    told = [f"{format_number(row['value'], row['unit'])} {row['name']}" for row in (first, last)]
    return {
        "curve": box.curve(rows),
        "zero": box.at(0, 0)[1] if box.low < 0 < box.high else None,
        "dot": next((at for at, row in enumerate(rows) if row["is_headline"]), len(rows) - 1),
        "first": first["name"],
        "last": last["name"],
        "alt": f"From {told[0]} to {told[1]}",
    }
