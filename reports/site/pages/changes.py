"""What changed: the log of publications, our corrections, lists side by side, and vintages."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from reports.marts.dimensions import definition_name, metric_titles
from reports.marts.reader import MODELS, Marts
from reports.marts.revisions import answer_revisions, period_vintages, revised_models
from reports.marts.sources import list_sizes
from reports.marts.tables import MartTable
from reports.publication.change_log import Entry
from reports.publication.content import PublicationContent
from reports.questions import QUESTIONS
from reports.questions.changes import NO_TEST
from reports.questions.question import Page
from reports.questions.wording import say
from reports.site.mart_tables import of_marts
from reports.site.table import NUMBER, Column, Row, Table
from reports.site.view import View
from reports.text.formatting import period_name, plain, team_name
from reports.text.units import format_change, format_number, format_value, unit

SIDES = ("old", "new")
MOVED = (
    Column("Number"),
    Column("Definition"),
    Column("Before"),
    Column("After"),
    Column("Change", NUMBER),
    Column("Causes"),
)
ANSWERS = (
    Column("Answer"),
    Column("Period"),
    Column("Lists"),
    *(
        Column(name, NUMBER)
        for name in ("Before", "k", "n", "Now", "k", "n", "Entered", "Left", "Other class")
    ),
    Column("Other date, compute", NUMBER),
)
ALTERED = (Column("Model"), Column("Changed"), Column("Before"), Column("After"))
SIZES = (
    Column("List"),
    Column("Earlier"),
    Column("Rows", NUMBER, "count"),
    Column("Newest"),
    Column("Rows", NUMBER, "count"),
)
CORRECTIONS = MartTable(
    "corrections",
    "Our changes of method and corrections",
    order="corrected_on desc",
    columns="corrected_on, number, before, after, class, reason, found_by, version, metric",
)
FILLING = (
    MartTable(
        "year_completeness",
        "How full earlier years were at the age of each year that is still filling",
        order="definition, year, earlier_year",
        columns="* exclude (source)",
    ),
)


def _context(marts: Marts, content: PublicationContent) -> dict[str, Any]:
    rows = revised_models(marts)
    changes = {name: list(group) for name, group in groupby(rows, itemgetter("change"))}
    return {
        "log": [(step, _moved(marts, n, step)) for n, step in enumerate(content.changes, 1)],
        "no_test": NO_TEST,
        "answers": Table("answers-on-lists", "The answers", ANSWERS, list(_answers(marts))),
        "gone": [(name, changes.pop(name)) for name in ("entered", "left") if name in changes],
        "altered": _altered([row for group in changes.values() for row in group]),
        "sizes": _sizes(marts),
        "corrections": of_marts(marts, CORRECTIONS),
        "as_of": _as_of(marts),
        "filling": of_marts(marts, *FILLING),
    }


def _moved(marts: Marts, number: int, step: Entry) -> Table:
    """Return the numbers that moved between two publications, with the causes."""
    titles = metric_titles(marts)
    rows = [
        Row(
            [
                f"{titles.get(row['metric'], row['metric'])}, {plain(row['what'])}",
                definition_name(marts, row["definition"]),
                f"{row['before']}; {row['old_vintage']}",
                f"{row['after']}; {row['new_vintage']}",
                format_change(row["change"], row["unit"]),
                "; ".join(
                    f"{plain(part['cause'])} {format_change(part['contribution'], row['unit'])}"
                    for part in row["causes"]
                ),
            ]
        )
        for row in step["moved"]
    ]
    return Table(f"step-{number}", "", MOVED, rows)


def _answers(marts: Marts) -> Iterator[Row]:
    """Yield each answer on two lists: its numbers, and how many models moved between them."""
    revised = {row["question"]: row for row in answer_revisions(marts)}
    for question in QUESTIONS:
        if row := revised.get(question.id):
            digits = unit(row["unit"]).prose
            old, new = (
                [format_value(row[f"{side}_value"], row["unit"], digits), row[f"{side}_k"],
                 row[f"{side}_n"]]
                for side in SIDES
            )  # fmt: skip
            lists = f"{row['old_vintage']} and {row['new_vintage']}"
            moved = [row[f"n_{name}"] for name in ("entered", "left", "reclassified", "altered")]
            cells = [question.title, period_name(row["period"]), lists, *old, *new, *moved]
            yield Row(cells, link=f"{question.id}.html")


def _altered(rows: list[dict[str, Any]]) -> Table:
    """Return each change of the name, class, compute or date of a model."""
    changed = [
        Row([plain(row["model"]), what, plain(old), plain(new)])
        for row in rows
        for what, old, new in _alterations(row)
    ]
    title = f"{len(rows)} changed name, class, compute or date"
    return Table("models-changed", title, ALTERED, changed)


def _alterations(row: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield each change of a model: what changed, what it was, and what it is."""
    if row["old_name"]:
        yield "name", row["old_name"], row["model"]
    old, new = (row[f"{side}_team_class"] or "unknown" for side in SIDES)
    if old != new:
        yield "class by the publisher's labels", team_name(old), team_name(new)
    flops = [row[f"{side}_log10_flop"] for side in SIDES]
    if flops[0] != flops[1]:
        old, new = ("unknown" if x is None else format_number(x, "log10_flop") for x in flops)
        yield "compute (FLOP)", old, new
    old, new = (row[date] or "unknown" for date in ("old_publication_date", "publication_date"))
    if old != new:
        yield "date", str(old), str(new)


def _sizes(marts: Marts) -> Table:
    """Return the rows of the two newest lists of each kind."""
    sizes = list_sizes(marts)
    alone = {row["shape"].replace("_", " ") for row in sizes if not row["earlier"]}
    alone -= {row["shape"].replace("_", " ") for row in sizes if row["earlier"]}
    rows = [
        Row(
            [
                f"{plain(row['publisher'])}: {plain(row['lists'].replace('_', ' '))}",
                row["earlier"],
                row["earlier_rows"],
                row["vintage"],
                row["rows"],
            ]
        )
        for row in sizes
        if row["earlier"]
    ]
    foot = f"With only one list: {', '.join(sorted(alone))}. " if alone else ""
    foot += "Lists of papers are not compared here; each venue's page shows its lists by year."
    return Table("sizes", "Rows of each list", SIZES, rows, foot=foot)


def _as_of(marts: Marts) -> Table:
    """Return the shares of universities alone of the fixed periods on every list."""
    scope = marts.scope(*MODELS)
    shares = period_vintages(marts, scope, "academic_only") if scope else []
    periods = sorted({share.period for share in shares})
    by_vintage = {
        day: {share.period: say("{share:share}", share=share) for share in group}
        for day, group in groupby(shares, key=lambda share: share.vintage)
    }
    rows = [
        Row([day, *(values.get(period, "not shown") for period in periods)])
        for day, values in by_vintage.items()
    ]
    names = [Column(f"Models, {period_name(period)}") for period in periods]
    return Table(
        "as-of", "Share of universities alone on each list", (Column("As of"), *names), rows
    )


VIEW = View(
    Page(
        id="changes",
        link="Changes",
        title="What changed, and why",
        words="news updates RSS feed new revisions corrections",
    ),
    _context,
    "changes.md",
)
