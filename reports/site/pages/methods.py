"""The page of methods: metrics, definitions, intervals and terms."""

from typing import Any

from reports.marts import dimensions
from reports.marts.reader import Marts
from reports.publication.content import PublicationContent
from reports.questions import QUESTIONS
from reports.questions.question import Page
from reports.site import glossary
from reports.site.table import NUMBER, Column, Row, Table
from reports.site.view import View

INTERVALS = (
    Column("Method"),
    Column("Level", NUMBER),
    Column("Estimates", NUMBER, "count"),
    Column("Metrics"),
)
ABSENT = (
    Column("Metric"),
    Column("Source"),
    Column("Why it is absent"),
    Column("Definitions"),
    Column("Vintages", NUMBER, "count"),
)
ORGANISATIONS = (
    Column("Affiliation"),
    Column("Kind"),
    Column("Sector"),
    Column("Team class, if no one else is on the team"),
)


def _context(marts: Marts, content: PublicationContent) -> dict[str, Any]:
    return {
        "metrics": dimensions.metrics(marts),
        "asked": _asked(),
        "definitions": dimensions.definitions(marts),
        "intervals": _intervals(marts),
        "absences": _absences(marts),
        "glossary": list(glossary.terms(content.publication.glossary).values()),
        "organisations": _organisations(),
    }


def _asked() -> dict[str, list[Page]]:
    """Return the questions that show each metric."""
    asked: dict[str, list[Page]] = {}
    for question in QUESTIONS:
        for metric in dict.fromkeys(headline.metric for headline in question.headlines):
            asked.setdefault(metric, []).append(question)
    return asked


def _intervals(marts: Marts) -> Table:
    rows = [
        Row([one["method"], one["lowest"], one["rows"], one["metrics"]])
        for one in dimensions.interval_methods(marts)
    ]
    return Table("intervals", "Intervals", INTERVALS, rows)


def _absences(marts: Marts) -> Table:
    """Return the metrics that no stored source supports, with the reason."""
    rows = [
        Row(
            [
                one["metric"],
                one["source"],
                one["reason"],
                ", ".join(one["definitions"]),
                one["vintages"],
            ],
            link=f"methods.html#metric-{one['metric']}",
        )
        for one in dimensions.absences(marts)
    ]
    return Table("absences", "Metrics without an estimate", ABSENT, rows)


def _organisations() -> Table:
    rows = [
        Row([one["affiliation"], one["kind"], one["sectors"].replace("+", " and "), one["team"]])
        for one in glossary.organisations()
    ]
    return Table("organisations", "How organisations are classified", ORGANISATIONS, rows)


VIEW = View(
    Page(
        id="methods",
        link="Methods",
        title="Methods and definitions",
        words="method metrics metric definition terms glossary",
    ),
    _context,
)
