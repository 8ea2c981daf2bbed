"""What each page shows: one function a template, over the marts and the content at hand."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from reports.catalogue import PAGES, QUESTIONS, MartTable, Page, figures_of
from reports.charts.figure import listed
from reports.headlines import answers
from reports.headlines.tables import HeadlineTable, table_id
from reports.marts import dimensions, tables
from reports.marts import revisions as history
from reports.marts import source_status as states
from reports.marts import sources as source_files
from reports.marts.left_out import left_out
from reports.marts.reader import Marts
from reports.publication import evidence
from reports.publication.content import Content
from reports.publication.export import paths
from reports.publication.model import Drawn
from reports.site import explorer, specification
from reports.text.formatting import (
    cause_name,
    count,
    percent,
    percent_range,
    plain,
)
from reports.text.units import format_change, format_interval, format_published

MOST_ROWS = 120
LONGEST = 120


def sample(marts: Marts) -> dict[str, str] | None:
    """Sizes for the banner; None where the data are a publisher's."""
    if not dimensions.has_sample(marts):
        return None
    return {entity: count(listed(marts, entity)) for entity in ("models", "papers")}


def front(marts: Marts, content: Content) -> dict[str, Any]:
    """The answers to all questions, each with the way to its page."""
    found = content.answers
    return {
        "page": None,
        "tiles": answers.tiles(marts),
        "answered": [(page, found[page.id]) for page in QUESTIONS if page.id in found],
        "unanswered": [page for page in QUESTIONS if page.id not in found],
        "lead": _lead(content.figures),
        "cited": _cited(marts, content.headlines),
        "behind": states.behind(marts),
    }


def _lead(figures: Sequence[Drawn]) -> dict[str, Any] | None:
    return _figure(figures[0]) if figures else None


def _cited(marts: Marts, headlines: Mapping[str, HeadlineTable]) -> str:
    """Name the lists behind the site with their dates."""
    places = {(t.place.source, t.place.vintage): None for t in headlines.values()}
    return "; ".join(
        f"{plain(marts.terms(source)[0], 60)} ({plain(source, 60)}), {vintage}"
        for source, vintage in places
    )


def page(marts: Marts, shown: Page, content: Content) -> dict[str, Any]:
    """What every page has: its figures, tables, marts, and what of them is missing and why."""
    ids = figures_of(shown)
    figures = {figure.id: figure for figure in content.figures}
    place = PAGES.index(shown)
    wanted = {table_id(headline): headline for headline in shown.headlines}
    drawn = [_figure(figures[name]) for name in ids if name in figures]
    return {
        "page": shown,
        "behind": states.behind(marts, _metrics(shown, drawn)),
        "previous": PAGES[place - 1] if place else None,
        "following": PAGES[place + 1] if place + 1 < len(PAGES) else None,
        "figures": drawn,
        "missing": [one for one in content.missing if one.id in ids],
        "headlines": [content.headlines[name] for name in wanted if name in content.headlines],
        "absent": _absent(marts, shown, content),
        "marts": [found for table in shown.tables if (found := mart(marts, table))],
        "explorer": explorer.payload(marts, shown, content.headlines),
    }


def _metrics(shown: Page, drawn: Sequence[dict[str, Any]]) -> list[str] | None:
    """The metrics of a question; a page about the numbers is about all of them."""
    if shown not in QUESTIONS:
        return None
    of_figures = {name for figure in drawn for name in figure["metrics"]}
    return sorted(of_figures | {headline.metric for headline in shown.headlines})


def _figure(figure: Drawn) -> dict[str, Any]:
    """A figure with the definitions and metrics of its rows."""
    names = {"definition": "definitions", "metric": "metrics"}
    used = {
        plural: sorted(map(str, figure.data[name].dropna().unique())) if name in figure.data else []
        for name, plural in names.items()
    }
    return {"figure": figure, **used}


def _absent(marts: Marts, shown: Page, content: Content) -> list[dict[str, str]]:
    """Metrics of a page without a row, and whether the code or the data is the reason."""
    known = {row["metric"] for row in dimensions.metrics(marts)}
    missing = {
        headline.metric
        for headline in shown.headlines
        if table_id(headline) not in content.headlines
    }
    reasons = {
        True: "the sources held by this installation don't support it",
        False: "this version of the code doesn't compute it",
    }
    return [{"metric": name, "reason": reasons[name in known]} for name in sorted(missing)]


def mart(marts: Marts, table: MartTable) -> dict[str, Any] | None:
    """A mart in words, at most 120 rows of it; None where the warehouse has none to show.

    Columns in which all of these rows are alike are said once, above them.
    """
    if not marts.has(table.mart):
        return None
    rows, total = tables.first_rows(marts, table, MOST_ROWS)
    if not rows and not table.empty:
        return None
    rows = _with_topics(marts, rows)
    alike = _alike(rows)
    names = [name for name in (rows[0] if rows else {}) if name not in alike]
    csv, parquet = paths(table.mart)
    return {
        "id": table.mart,
        "csv": csv.as_posix(),
        "parquet": parquet.as_posix(),
        "title": table.title,
        "empty": table.empty,
        "alike": [f"{name.replace('_', ' ')} {text}" for name, text in alike.items() if text],
        "columns": [name.replace("_", " ") for name in names],
        "numbers": [place for place, name in enumerate(names) if is_number(rows, name)],
        "rows": [[cell(row[name]) for name in names] for row in rows],
        "total": total,
    }


def _with_topics(marts: Marts, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Name topics by their titles."""
    if not rows or "topic" not in rows[0]:
        return rows
    titles = dimensions.topic_names(marts)
    return [{**row, "topic": titles.get(row["topic"], row["topic"])} for row in rows]


def _alike(rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """The one value of every column that has no other in several rows, or none in any."""
    return {
        name: cell(value)
        for name, value in (rows[0].items() if rows else ())
        if all(row[name] == value for row in rows) and (len(rows) > 1 or value is None)
    }


def is_number(rows: Sequence[dict[str, Any]], name: str) -> bool:
    """Tell whether a column holds numbers or dates only, which no line break may part."""
    values = [row[name] for row in rows if row[name] is not None]
    return all(
        isinstance(value, int | float | date) and not isinstance(value, bool) for value in values
    )


def cell(value: Any) -> str:  # noqa: ANN401 - whatever a mart holds
    """Write a value of a mart on one line, whoever wrote it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1 else f"{value:.4g}"
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, list):
        return ", ".join(cell(part) for part in value)
    return plain(str(value), LONGEST)


def question(marts: Marts, shown: Page, content: Content) -> dict[str, Any]:
    """The answer in sentences, and the caveats that apply to it."""
    metrics = sorted({headline.metric for headline in shown.headlines})
    return {
        "answers": content.answers.get(shown.id, ()),
        "caveats": dimensions.caveats_of(marts, metrics),
    }


def revisions(marts: Marts, shown: Page, content: Content) -> dict[str, Any]:
    """Every vintage of the headline estimates: what would have been said on a date."""
    headline = content.headlines.get("model_team_share-notable_compute_known")
    if headline is None:
        return {"as_of": [], "periods": []}
    place = headline.place
    rows = history.period_vintages(
        marts, place.metric, place.definition, place.source, "academic_only"
    )
    periods = sorted({row["period"] for row in rows})
    by_vintage: dict[date, dict[str, str]] = {}
    for row in rows:
        text = f"{percent(row['value'])} ({percent_range(row['ci_low'], row['ci_high'])}), "
        text += f"{count(row['k'])} of {count(row['n'])}"
        by_vintage.setdefault(row["vintage"], {})[row["period"]] = text
    return {"as_of": list(by_vintage.items()), "periods": periods}


def published(marts: Marts, shown: Page, content: Content) -> dict[str, Any]:
    """Each published figure with the values of ours beside it, and those that have none."""
    compared: dict[str, dict[str, Any]] = {}
    alone: dict[str, dict[str, Any]] = {}
    for row in history.published_figures(marts):
        first = {**row, "stated": _measured(row["published_value"], row["unit"]), "ours": []}
        if row["metric"] is None:
            alone.setdefault(row["figure"], first)
        else:
            compared.setdefault(row["figure"], first)["ours"].append(_ours(row))
    return {"compared": list(compared.values()), "alone": list(alone.values())}


def _ours(row: dict[str, Any]) -> dict[str, str]:
    values = {name: _estimate(row, name) for name in ("nearest", "latest")}
    cause = row["largest_cause"]
    if cause is not None:
        cause = f"{cause_name(cause)} ({format_change(row['largest_contribution'], row['unit'])})"
    return {**row, **values, "cause": cause or ""}


def _estimate(row: dict[str, Any], name: str) -> str:
    """Write one of our values with its interval, n and vintage."""
    value, n, vintage = (row[f"{name}_{part}"] for part in ("value", "n", "vintage"))
    if value is None:
        return "no value"
    low, high = row[f"{name}_ci_low"], row[f"{name}_ci_high"]
    around = ""
    if low is not None and high is not None and row["measure"] == "value":
        around = f" ({format_interval(low, high, row['unit'], 0 if row['unit'] == 'share' else 1)})"
    return f"{_measured(value, row['unit'])}{around}, n = {count(n)}, {vintage}"


def _measured(value: float | None, unit: str) -> str:
    if value is None:
        return "no number"
    return format_published(value, unit)


def sensitivity(marts: Marts, shown: Page, content: Content) -> dict[str, Any]:
    """How many specifications of each headline there are, and how many turn it over."""
    if not marts.has("sensitivity_headlines"):
        return {"verdicts": [], "turned": []}
    verdicts = history.verdicts(marts)
    turned = MartTable(
        "sensitivity_headlines",
        "Specifications that turn a headline over",
        "margin < 0",
        "headline, definition, vintage desc, period, unknowns",
    )
    found = mart(marts, turned)
    return {"verdicts": verdicts, "turned": [found] if found else []}


def sources(marts: Marts, shown: Page, content: Content) -> dict[str, Any]:
    """Publishers, terms, every file, and columns that drifted."""
    return {
        "sources": source_files.summaries(marts),
        "states": states.states(marts),
        "files": source_files.files(marts),
        "drift": evidence.drift(marts),
    }


def quality(marts: Marts, shown: Page, content: Content) -> dict[str, Any]:
    """Every check with its result, and what the numbers leave out."""
    return {
        "quality": evidence.quality(content.publication.checks),
        "left_out": left_out(marts),
    }


def methods(marts: Marts, shown: Page, content: Content) -> dict[str, Any]:
    """Definitions from the tables that the code uses, and the columns of the contract."""
    contract = [table for table in content.tables if table.name == "metrics"]
    return {
        "metrics": dimensions.metrics(marts),
        "definitions": dimensions.definitions(marts),
        "absences": dimensions.absences(marts),
        "sections": specification.sections(content.publication.specification),
        "specification": specification.render(content.publication.specification),
        "contract": [column for column in contract[0].columns if column.description]
        if contract
        else [],
        "levels": dimensions.interval_methods(marts),
    }


def caveats(marts: Marts, shown: Page, content: Content) -> dict[str, Any]:
    """All caveats, with the metrics that they apply to."""
    return {"caveats": dimensions.caveats_of(marts, [])}


def data(marts: Marts, shown: Page, content: Content) -> dict[str, Any]:
    """Everything to take away, and how to cite it."""
    return {
        "tables": content.tables,
        "exports": list(content.headlines.values()),
        "cited": _cited(marts, content.headlines),
    }


def changes(marts: Marts, shown: Page, content: Content) -> dict[str, Any]:
    """The change log, newest first."""
    return {"log": content.changes}
