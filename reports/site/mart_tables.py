"""Tables of marts: the headline numbers of a question, and the rows of any mart."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import Any

from markupsafe import Markup

from reports.marts import dimensions, tables
from reports.marts.estimates import Estimate
from reports.marts.headlines import Headline, headline_rows
from reports.marts.papers import newest_of_panel
from reports.marts.reader import FIELD, Marts
from reports.marts.tables import MartTable
from reports.questions import QUESTIONS, cells
from reports.site.table import CASES, NUMBER, TEXT, Column, Row, Table, cell
from reports.text.formatting import (
    MARK,
    count,
    mark_note,
    percent,
    period_name,
    plain,
    team_name,
)
from reports.text.units import unit

MOST_ROWS = 12  # of a table on a page
LONGEST = 60
PANEL = "accepted_fixed_venues"
METRIC = Markup(
    'Metric {id} <a href="methods.html#metric-{scope.metric}"><code>{scope.metric}</code></a>,'
    ' definition <a href="methods.html#definition-{scope.definition}"><code>{scope.definition}'
    "</code></a>, source <code>{source}</code>, vintage {scope.vintage}."
)
Rows = Sequence[dict[str, Any]]


@lru_cache(maxsize=1)
def headline_tables(marts: Marts) -> Mapping[str, Table]:
    """Return the tables of all questions that have rows, by id."""
    headlines = (headline for question in QUESTIONS for headline in question.headlines)
    found = (headline_table(marts, headline) for headline in headlines)
    return {table.id: table for table in found if table is not None}


def headline_table(marts: Marts, headline: Headline) -> Table | None:
    """Return one table, or None if the metric has no rows."""
    scope = marts.scope(headline.metric, headline.definition)
    rows = headline_rows(marts, scope, headline) if scope else []
    if scope is None or not rows:
        return None
    metric = next(row for row in dimensions.metrics(marts) if row["metric"] == headline.metric)
    title = metric["title"]
    if headline.regions:
        title = f"{title}, by {'country' if any(row['country'] for row in rows) else 'region'}"
    topics = dimensions.topic_names(marts, MARK)
    titled = [{**row, "topic": topics.get(row["topic"], row["topic"])} for row in rows]
    name = dimensions.definition_name(marts, scope.definition)
    return Table(
        table_id(headline),
        Markup("{} <small>{}</small>").format(title, name),
        *_cells(titled, [Estimate.of(row).id for row in rows]),
        note=METRIC.format(
            id=metric["metric_id"], scope=scope, source=plain(scope.source, LONGEST)
        ),
        foot=_foot(marts, headline, titled),
        scope=scope,
        most=MOST_ROWS,
        file="metrics.csv.gz",
    )


def table_id(headline: Headline) -> str:
    """Return the id of a table of headlines."""
    region = "regions" if headline.regions else ""
    return "-".join(filter(None, ("numbers", headline.metric, headline.definition, region)))


def _foot(marts: Marts, headline: Headline, rows: Rows) -> str:
    """Explain the mark after a topic name, or the last year of a panel of venues."""
    if headline.definition == PANEL:
        end = newest_of_panel(marts)
        return f"The fixed venues have lists up to {end}: a later year is in no row." if end else ""
    return mark_note(row["topic"] for row in rows if row["topic"])


def _cells(rows: Rows, ids: Sequence[str]) -> tuple[list[Column], list[Row]]:
    """Return rows of metrics as cells, in those columns that they need."""
    shown = [(column, text) for key, column, text in COLUMNS if _is_needed(key, rows)]
    return [column for column, _ in shown], [
        Row([text(row) for _, text in shown], id=row_id)
        for row, row_id in zip(rows, ids, strict=True)
    ]


def _is_needed(key: str, rows: Rows) -> bool:
    """Return whether rows need the column of a key.

    Leave out a dimension without values, and a unit or sector that is the only one. If a metric
    counts no cases in a class, the column n replaces k of n. Bounds of the field would be those
    of its listed papers only.
    """
    if key in ("unit", "sector"):
        return len({row[key] for row in rows}) > 1
    if key == "n":
        return all(row["k"] is None for row in rows)
    if key == "bound_low":
        rows = [row for row in rows if row["definition"] != FIELD]
    return any(row[key] is not None for row in rows)


def _named(key: str) -> Callable[[dict[str, Any]], str]:
    return lambda row: plain(row[key] or "all", LONGEST)


COLUMNS: Sequence[tuple[str, Column, Callable[[dict[str, Any]], object]]] = (
    ("topic", Column("Topic"), _named("topic")),
    ("country", Column("Country"), _named("country")),
    ("region", Column("Region"), _named("region")),
    ("sector", Column("Origin"), _named("sector")),
    ("unit", Column("Measure"), lambda row: unit(row["unit"]).label),
    ("team_class", Column("Teams"), lambda row: team_name(row["team_class"])),
    ("period", Column("Period"), cells.period),
    ("metric", Column("Value", NUMBER), cells.value),
    ("ci_low", Column("95% interval", NUMBER), cells.interval),
    ("k", Column("k of n", CASES), cells.cases),
    ("n", Column("n", NUMBER), cells.size),
    ("n_unknown", Column("Unknown", NUMBER), cells.unknown),
    ("bound_low", Column("Bounds", NUMBER), cells.bounds),
)


def of_mart(marts: Marts, shown: MartTable) -> Table | None:
    """Return the first rows of a mart; None if there is nothing to show.

    Names replace ids. Columns with one value in all rows are shown once, above the table.
    """
    rows, total = tables.first_rows(marts, shown, MOST_ROWS)
    if not rows and not shown.empty:
        return None
    rows = _with_names(marts, rows)
    constants = _constants(rows)
    names = [name for name in (rows[0] if rows else {}) if name not in constants]
    return Table(
        f"mart-{shown.mart}{shown.part}",
        shown.title,
        [_column(rows, name) for name in names],
        [Row([cell(row[name]) for name in names]) for row in rows],
        note=_note(len(rows), total, constants),
        empty=shown.empty,
        mart=shown.mart,
        is_open=shown.is_open,
    )


def of_marts(marts: Marts, *shown: MartTable) -> list[Table]:
    """Return the tables that have something to show."""
    return [table for one in shown if (table := of_mart(marts, one))]


def _note(shown: int, total: int, constants: Mapping[str, str]) -> Markup:
    """State how many rows the mart has, and the columns with one value."""
    cut = f"The first {count(shown)} of {count(total)} rows. " if total > shown else ""
    same = Markup("; ").join(
        Markup("<code>{}</code> {}").format(name.replace("_", " "), text.removesuffix("."))
        for name, text in constants.items()
        if text
    )
    form = Markup("{}The same in every row: {}. ") if same else Markup("{}")
    return form.format(cut, same)


def _with_names(marts: Marts, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Replace the ids of topics, metrics, definitions, teams, headlines and periods by names."""
    topics, titles = dimensions.topic_names(marts), dimensions.metric_titles(marts)
    namers: dict[str, Callable[[Any], str]] = {
        "topic": lambda topic: topics.get(topic, topic),
        "metric": lambda metric: titles.get(metric, metric),
        "team_class": team_name,
        "labelled_class": team_name,
        "definition": partial(dimensions.definition_name, marts),
        "headline": lambda headline: headline.replace("_", " ").capitalize(),
        "period": period_name,
        "venue": partial(dimensions.venue_name, marts),
        **dict.fromkeys(("share", "share_low", "share_high"), percent),
    }
    return [
        {
            name: namers[name](value) if name in namers and value is not None else value
            for name, value in row.items()
        }
        for row in rows
    ]


def _constants(rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Return the columns with one value in several rows, or with no value, and that value."""
    return {
        name: cell(value)
        for name, value in (rows[0].items() if rows else ())
        if all(row[name] == value for row in rows) and (len(rows) > 1 or value is None)
    }


def _column(rows: Sequence[dict[str, Any]], name: str) -> Column:
    """Return a column of a mart; cells with only numbers or dates must not wrap."""
    values = [row[name] for row in rows if row[name] is not None]
    is_number = all(
        isinstance(value, int | float | date) and not isinstance(value, bool) for value in values
    )
    return Column(name.replace("_", " ").capitalize(), NUMBER if is_number else TEXT)
