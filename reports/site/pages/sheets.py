"""A sheet of quality and method for each metric: purpose, strengths, limits, coverage, record."""

from collections.abc import Iterator
from typing import Any

from reports.marts import claims, dimensions, sheets
from reports.marts.ranges import answer_range
from reports.marts.reader import Marts
from reports.questions import QUESTIONS
from reports.text.formatting import count, percent, period_name, plain

FOLDER = "sheets"


def of_metrics(marts: Marts) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the path of the sheet of each metric, and what its template reads."""
    tested = [row["metric"] for row in claims.statuses_of(marts)]
    ranges = {question: answer_range(marts, question.id) for question in QUESTIONS}
    for metric in dimensions.metrics(marts):
        name = metric["metric"]
        coverage = sheets.coverage(marts, name)
        recomputed = sheets.of_metric(marts, "published_against_recomputed", name)
        yield (
            f"{FOLDER}/{name}.html",
            {
                "metric": metric,
                "asked": {
                    question: found
                    for question, found in ranges.items()
                    if name in {headline.metric for headline in question.headlines}
                },
                "claims": tested.count(name),
                "figures": len({row["figure"] for row in recomputed}),
                "coverage": [_row(marts, row) for row in coverage],
                "methods": sorted({method for row in coverage for method in row["methods"] or ()}),
                "caveats": sheets.caveats(marts, name),
                "absences": [row for row in dimensions.absences(marts) if row["metric"] == name],
                "corrections": sheets.of_metric(marts, "corrections", name),
            },
        )


def _row(marts: Marts, row: dict[str, Any]) -> list[str]:
    return [
        dimensions.definition_name(marts, row["definition"]),
        plain(row["source"], 60),
        f"{period_name(row['first'])} to {period_name(row['last'])}" if row["first"] else "",
        *map(count, (row["shown"], row["hidden"], row["lists"])),
        f"{count(row['least'])} to {count(row['most'])}" if row["least"] is not None else "",
        "" if row["unknown"] is None else percent(row["unknown"]),
    ]
