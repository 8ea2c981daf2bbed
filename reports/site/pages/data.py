"""The page of data: files, tables, how to cite them, the lists behind them, and examples."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from reports.marts import source_status, sources
from reports.marts.reader import Marts
from reports.marts.tables import MartTable
from reports.publication import export
from reports.publication.content import PublicationContent
from reports.publication.descriptors import of_tables
from reports.questions.question import Page
from reports.site.examples import examples
from reports.site.mart_tables import of_marts
from reports.site.table import NUMBER, Column, Row, Table
from reports.site.view import View
from reports.text.formatting import is_web, licence_words, plain

TABLES = (Column("Table"), Column("Rows", NUMBER, "count"), Column("Files"), Column("Content"))
LISTS = (
    Column("List"),
    Column("Files", NUMBER, "count"),
    Column("Rows", NUMBER, "count"),
    Column("Vintages"),
    Column("Licence"),
    Column("Cite as"),
)
STATES = (
    Column("Source"),
    Column("State"),
    Column("Last complete refresh"),
    Column("Refresh interval, days", NUMBER),
    Column("Rows stored", NUMBER, "count"),
    Column("Latest vintage", NUMBER),
    Column("Next list"),
    Column("Calls", NUMBER, "count"),
)
WITHDRAWN = MartTable(
    "set_aside",
    "Withdrawn files, whose rows no number counts",
    "rule is null",
    "withdrawn_on desc, source, file",
    columns="snapshot_id, shape, source, file, vintage, rows, sha256, reason, withdrawn_on",
)
OTHER_MODELS = (
    "; this publication counts the models of epoch instead, and --only own_models makes one that"
    " counts these"
)
LOCAL = "http://127.0.0.1:3001"  # where ``compute-divide serve`` shows the site


def _context(marts: Marts, content: PublicationContent) -> dict[str, Any]:
    states = source_status.states(marts)
    place = content.publication.site or LOCAL
    return {
        "dataset": of_tables(content.dataset),
        "marts": _tables(content.dataset.tables),
        "largest_csv": export.LARGEST_CSV,
        "storage": export.DUCKDB_VERSION,
        "lists": _lists(marts),
        "withdrawn": of_marts(marts, WITHDRAWN),
        "old": source_status.standing_still(states),
        "states": Table("states", "Last refresh", STATES, list(_states(states))),
        "examples": examples(place),
        "place": place,
    }


def _tables(tables: Sequence[export.Table]) -> Table:
    """Return the published tables with links to their files."""
    link = Markup('<a href="{}" aria-label="{} of {}">{}</a>')
    rows = [
        Row(
            [
                table.name,
                table.rows,
                Markup(" ").join(
                    link.format(path.as_posix(), kind, table.name, kind)
                    for kind, path in table.files
                ),
                table.description,
            ]
        )
        for table in tables
    ]
    return Table("tables", "Tables", TABLES, rows)


def _lists(marts: Marts) -> Table:
    """Return the lists of each publisher, with their licence and how to cite them."""
    rows = []
    for row in sources.publishers(marts):
        first, last = row["first_vintage"], row["last_vintage"]
        name = f"{plain(row['publisher'], 80)}: {plain(row['shape'].replace('_', ' '), 60)}"
        days = f"{first}" if first == last else f"{first} to {last}"
        licence = licence_words(row["licence"] or "")
        cells = [name, row["files"], row["rows"], days, licence, plain(row["citation"] or "", 600)]
        url = row["url"] or ""
        rows.append(Row(cells, link=url if is_web(url) else ""))
    return Table("lists", "Lists", LISTS, rows)


def _states(states: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    """Yield the state of each source, also of those without stored rows."""
    listed = {state["publisher"] for state in states if state["shape"] == "lists"}
    has_epoch = any(state["rows"] for state in states if state["shape"] == "epoch")
    for state in states:
        words = state["word"]
        if words == "absent" and state["publisher"] in listed:
            words += "; its papers come through lists"
        if state["shape"] == "own_models" and state["rows"] and has_epoch:
            words += OTHER_MODELS
        words += f": {plain(state['reason'], 300)}" if state["reason"] else ""
        answered = state["answered_on"]
        asked = f"none; answered on {answered}" if answered else "not yet confirmed"
        yield Row(
            [
                f"{plain(state['publisher'], 80)} ({plain(state['shape'], 60)})",
                Markup('<span class="flag">{}</span>').format(words)
                if state["is_behind"]
                else words,
                state["succeeded_on"] or asked,
                state["refresh_days"],
                state["rows"],
                state["last_vintage"],
                state["next"],
                state["calls"],
            ]
        )


VIEW = View(
    Page(
        id="data",
        link="Data",
        title="Data to download, cite and use",
        words="DOI BibTeX reference quote licence licences sources Python R SQL JSON API programs",
    ),
    _context,
    "data.md",
)
