"""A sheet of quality and method for each metric: purpose, strengths, limits, coverage, record."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reports.marts import claims, dimensions, sheets
from reports.marts.ranges import answer_range
from reports.marts.reader import Marts
from reports.questions import QUESTIONS
from reports.questions.question import Question
from reports.text.formatting import count, percent, period_name, plain

FOLDER = "sheets"


@dataclass(frozen=True)
class Sheet:
    """What is known of a metric; ``choices`` are questions with their numbers of other choices."""

    metric: dict[str, Any]
    choices: list[tuple[Question, str]]
    claims: int
    figures: int
    coverage: list[list[str]]
    methods: list[str]
    caveats: list[dict[str, Any]]
    absences: list[dict[str, Any]]
    corrections: list[dict[str, Any]]

    @property
    def path(self) -> str:
        """Return the path of the page: ``sheets/model_team_share.html``."""
        return f"{FOLDER}/{self.metric['metric']}.html"


def of_metrics(marts: Marts) -> Iterator[Sheet]:
    """Yield the sheet of every metric, in order of their numbers."""
    tested = [row["metric"] for row in claims.statuses_of(marts)]
    figures = [row["metric"] for row in sheets.published(marts)]
    ranges = {question: answer_range(marts, question.id) for question in QUESTIONS}
    for metric in dimensions.metrics(marts):
        name = metric["metric"]
        rows = _of(sheets.coverage(marts), name)
        yield Sheet(
            metric,
            [
                (question, found.others if found else "")
                for question, found in ranges.items()
                if name in {headline.metric for headline in question.headlines}
            ],
            tested.count(name),
            figures.count(name),
            [_row(marts, row) for row in rows],
            sorted({method for row in rows for method in row["methods"] or ()}),
            _of(sheets.caveats(marts), name),
            _of(dimensions.absences(marts), name),
            _of(sheets.corrections(marts), name),
        )


def _of(rows: list[dict[str, Any]], metric: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["metric"] == metric]


def _row(marts: Marts, row: dict[str, Any]) -> list[str]:
    unknown = "" if row["unknown"] is None else percent(row["unknown"])
    return [
        dimensions.definition_name(marts, row["definition"]),
        plain(row["source"], 60),
        f"{period_name(row['first'])} to {period_name(row['last'])}" if row["first"] else "",
        *map(count, (row["shown"], row["hidden"], row["lists"])),
        f"{count(row['least'])} to {count(row['most'])}" if row["least"] is not None else "",
        unknown,
    ]
