"""Tables of headline numbers, formatted for pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reports.marts import dimensions
from reports.marts.estimates import COLUMNS, Estimate
from reports.marts.headlines import Headline, headline_rows
from reports.marts.papers import newest_of_panel
from reports.marts.reader import FIELD, FILLING, Marts, Scope
from reports.questions import QUESTIONS, wording
from reports.questions.wording import say
from reports.text.formatting import MARK, mark_note, percent, period_name, plain, team_name
from reports.text.sentence import Number
from reports.text.units import unit

LONGEST = 60
PANEL = "accepted_fixed_venues"


@dataclass(frozen=True)
class HeadlineTable:
    """A formatted table; ``numbers`` are the indexes of its numeric columns.

    ``row_ids`` are the ids of the rows of metrics.
    """

    id: str
    title: str
    metric_id: str
    scope: Scope
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    numbers: Sequence[int]
    row_ids: Sequence[str]
    panel_end: str = ""

    @property
    def footnote(self) -> str:
        """Explain the mark after a topic name, or the last year of a panel of venues."""
        if self.panel_end:
            return f"The fixed venues have lists up to {self.panel_end}: a later year is in no row."
        return mark_note(str(cell) for row in self.rows for cell in row)


def headline_table(marts: Marts, headline: Headline) -> HeadlineTable | None:
    """Return one table, or None if the metric has no rows."""
    scope = marts.scope(headline.metric, headline.definition)
    rows = headline_rows(marts, scope, headline) if scope else []
    if scope is None or not rows:
        return None
    metric = next(row for row in dimensions.metrics(marts) if row["metric"] == headline.metric)
    title = metric["title"]
    if headline.regions:
        title = f"{title}, by {'country' if any(row['country'] for row in rows) else 'region'}"
    columns = [column for column in TABLE_COLUMNS if column.is_shown(rows)]
    topics = dimensions.topic_names(marts, MARK)
    titled = [{**row, "topic": topics.get(row["topic"], row["topic"])} for row in rows]
    return HeadlineTable(
        id=table_id(headline),
        title=title,
        metric_id=metric["metric_id"],
        scope=scope,
        columns=[column.title for column in columns],
        rows=[[column.cell(row) for column in columns] for row in titled],
        numbers=[index for index, column in enumerate(columns) if column.is_number],
        row_ids=[Estimate.of(row).id for row in rows],
        panel_end=newest_of_panel(marts) if headline.definition == PANEL else "",
    )


def table_id(headline: Headline) -> str:
    """Return the id of a table, used in file names and anchors."""
    region = "regions" if headline.regions else ""
    return "-".join(part for part in (headline.metric, headline.definition, region) if part)


@dataclass(frozen=True)
class TableColumn:
    """A formatted column: ``cell`` formats a row; ``key`` decides if the column is shown."""

    title: str
    cell: Callable[[dict[str, Any]], object]
    key: str
    is_number: bool = False

    def is_shown(self, rows: Sequence[dict[str, Any]]) -> bool:
        """Return whether the rows need this column.

        Leave out a dimension without values, and a unit or sector that is the only one. If a metric
        counts no cases in a class, the column n replaces k of n. Bounds of the field would be those
        of its listed papers only.
        """
        if self.key in ("unit", "sector"):
            return len({row[self.key] for row in rows}) > 1
        if self.key == "n":
            return all(row["k"] is None for row in rows)
        if self.key == "bound_low":
            rows = [row for row in rows if row["definition"] != FIELD]
        return any(row[self.key] is not None for row in rows)


def is_visible(row: dict[str, Any]) -> bool:
    """Return whether the numbers of a row may be shown."""
    return not row["suppressed"] and row["value"] is not None


def _estimate(row: dict[str, Any]) -> Estimate:
    """Return the estimate of a row; the row of the page has the id, so its cells have none."""
    return Estimate(**{name: row[name] for name in COLUMNS})


def value_cell(row: dict[str, Any]) -> object:
    """Format the estimate in its unit."""
    if not is_visible(row):
        return "not shown"
    kind = unit(row["unit"])
    value = wording.value(_estimate(row), kind.digits)
    return say("{value} {unit}", value=value, unit=kind.name) if kind.name else value


def interval_cell(row: dict[str, Any]) -> object:
    """Format the 95% interval in the unit of the estimate."""
    if not is_visible(row) or row["ci_low"] is None:
        return ""
    return wording.interval(_estimate(row), unit(row["unit"]).digits)


def _cases(row: dict[str, Any]) -> object:
    """Format k of n, or n alone for a suppressed row."""
    if row["k"] is None or not is_visible(row):
        return say("n = {n}", n=_size(row))
    return wording.k_of_n(_estimate(row))


def _size(row: dict[str, Any]) -> object:
    return wording.cases(_estimate(row))


def _unknown(row: dict[str, Any]) -> object:
    return "" if row["n_unknown"] is None else wording.cases(_estimate(row), "n_unknown")


def _bounds(row: dict[str, Any]) -> object:
    if not is_visible(row) or row["bound_low"] is None:
        return ""
    if row["bound_low"] == row["bound_high"]:
        return Number(percent(row["bound_low"], 1), row["bound_low"], column="bound_low")
    return wording.bounds(_estimate(row), 1)


def _foreign(key: str) -> Callable[[dict[str, Any]], str]:
    return lambda row: plain(row[key] or "all", LONGEST)


def _period(row: dict[str, Any]) -> str:
    """Name the period, and state whether the publisher still adds cases to it."""
    name = period_name(row["period"])
    is_filling = row["period"] != "all" and FILLING in (row["caveats"] or "")
    return f"{name}, still filling" if is_filling else name


TABLE_COLUMNS = (
    TableColumn("Topic", _foreign("topic"), "topic"),
    TableColumn("Country", _foreign("country"), "country"),
    TableColumn("Region", _foreign("region"), "region"),
    TableColumn("Origin", _foreign("sector"), "sector"),
    TableColumn("Measure", lambda row: unit(row["unit"]).label, "unit"),
    TableColumn("Teams", lambda row: team_name(row["team_class"]), "team_class"),
    TableColumn("Period", _period, "period"),
    TableColumn("Value", value_cell, "metric", is_number=True),
    TableColumn("95% interval", interval_cell, "ci_low", is_number=True),
    TableColumn("k of n", _cases, "k", is_number=True),
    TableColumn("n", _size, "n", is_number=True),
    TableColumn("Unknown", _unknown, "n_unknown", is_number=True),
    TableColumn("Bounds", _bounds, "bound_low", is_number=True),
)


def headline_tables(marts: Marts) -> dict[str, HeadlineTable]:
    """Return the tables of all questions that have rows, by id."""
    headlines = (headline for question in QUESTIONS for headline in question.headlines)
    tables = (headline_table(marts, headline) for headline in headlines)
    return {table.id: table for table in tables if table is not None}
