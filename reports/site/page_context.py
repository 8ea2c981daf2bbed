"""Template contexts: one function for each template, named like it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from reports.catalogue import PAGES, QUESTIONS, MartTable, Page, figures_of
from reports.charts.figure import listed
from reports.headlines.tables import HeadlineTable, table_id
from reports.headlines.tiles import tiles
from reports.marts import dimensions, source_status
from reports.marts import revisions as revision_queries
from reports.marts import sources as source_files
from reports.marts.left_out import left_out
from reports.marts.reader import Marts
from reports.publication import evidence
from reports.publication.content import PublicationContent
from reports.publication.model import Drawn
from reports.site import explorer, specification
from reports.site.mart_table import mart_table
from reports.text.formatting import (
    cause_name,
    count,
    percent,
    percent_range,
    plain,
    sentence_list,
)
from reports.text.units import format_change, format_interval, format_published


def sample(marts: Marts) -> dict[str, str] | None:
    """Return the sizes of the embedded sample for the banner; None for other data."""
    if not dimensions.has_sample(marts):
        return None
    return {entity: count(listed(marts, entity)) for entity in ("models", "papers")}


def front(marts: Marts, content: PublicationContent) -> dict[str, Any]:
    """Return the front page: answers to all questions, with links to their pages."""
    return {
        "page": None,
        "tiles": tiles(marts),
        "answered": [(p, content.answers[p.id]) for p in QUESTIONS if p.id in content.answers],
        "unanswered": [p for p in QUESTIONS if p.id not in content.answers],
        "lead": _lead(content.figures),
        "lists": _lists(content.headlines),
        "behind": source_status.behind(marts),
    }


def _lead(figures: Sequence[Drawn]) -> dict[str, Any] | None:
    return _figure(figures[0]) if figures else None


def _lists(headlines: Mapping[str, HeadlineTable]) -> str:
    """Name the publishers behind the headlines, with the dates of their lists."""
    dates: dict[str, set[str]] = {}
    for table in headlines.values():
        publisher = plain(table.scope.publisher, 60)
        dates.setdefault(publisher, set()).add(str(table.scope.vintage))
    return "; ".join(
        f"{publisher}, {'list' if len(days) == 1 else 'lists'} of {sentence_list(sorted(days))}"
        for publisher, days in dates.items()
    )


def page(marts: Marts, shown: Page, content: PublicationContent) -> dict[str, Any]:
    """Return the context that all pages share: figures, tables, and what is missing and why."""
    ids = figures_of(shown)
    figures = {figure.id: figure for figure in content.figures}
    index = PAGES.index(shown)
    drawn = [_figure(figures[name]) for name in ids if name in figures]
    return {
        "page": shown,
        "behind": source_status.behind(marts, _metrics(shown, drawn)),
        "previous": PAGES[index - 1] if index else None,
        "following": PAGES[index + 1] if index + 1 < len(PAGES) else None,
        "figures": drawn,
        "missing": [figure for figure in content.missing if figure.id in ids],
        "headlines": _headlines(shown, content),
        "absent": _absent(marts, shown, content),
        "marts": [view for table in shown.tables if (view := mart_table(marts, table))],
        "explorer": explorer.payload(marts, shown, content.headlines),
    }


def _headlines(shown: Page, content: PublicationContent) -> list[HeadlineTable]:
    tables = (content.headlines.get(table_id(headline)) for headline in shown.headlines)
    return [table for table in tables if table is not None]


def _metrics(shown: Page, drawn: Sequence[dict[str, Any]]) -> list[str] | None:
    """Return the metrics of a question; None for a page about all numbers."""
    if shown not in QUESTIONS:
        return None
    of_figures = {name for figure in drawn for name in figure["metrics"]}
    return sorted(of_figures | {headline.metric for headline in shown.headlines})


def _figure(figure: Drawn) -> dict[str, Any]:
    """Return a figure with the definitions and metrics of its rows."""
    names = {"definition": "definitions", "metric": "metrics"}
    used = {
        plural: sorted(map(str, figure.data[name].dropna().unique())) if name in figure.data else []
        for name, plural in names.items()
    }
    return {"figure": figure, **used}


def _absent(marts: Marts, shown: Page, content: PublicationContent) -> list[dict[str, str]]:
    """List the metrics of a page that have no rows, with the reason."""
    known = dimensions.metric_titles(marts)
    missing = {
        headline.metric
        for headline in shown.headlines
        if table_id(headline) not in content.headlines
    }
    reasons = {
        True: "the stored sources do not support it",
        False: "this version of the code does not compute it",
    }
    return [
        {"title": known.get(name, name), "reason": reasons[name in known]}
        for name in sorted(missing)
    ]


def question(marts: Marts, shown: Page, content: PublicationContent) -> dict[str, Any]:
    """Return the answer in sentences, and its caveats."""
    metrics = sorted({headline.metric for headline in shown.headlines})
    return {
        "answers": content.answers.get(shown.id, ()),
        "caveats": dimensions.caveats_of(marts, metrics),
    }


def revisions(marts: Marts, shown: Page, content: PublicationContent) -> dict[str, Any]:
    """Return the academic-only share by period, for every vintage."""
    headline = content.headlines.get("model_team_share-notable_compute_known")
    if headline is None:
        return {"as_of": [], "periods": []}
    scope = headline.scope
    rows = revision_queries.period_vintages(
        marts, scope.metric, scope.definition, scope.source, "academic_only"
    )
    periods = sorted({row["period"] for row in rows})
    by_vintage: dict[date, dict[str, str]] = {}
    for row in rows:
        text = f"{percent(row['value'])} ({percent_range(row['ci_low'], row['ci_high'])}), "
        text += f"{count(row['k'])} of {count(row['n'])}"
        by_vintage.setdefault(row["vintage"], {})[row["period"]] = text
    return {"as_of": list(by_vintage.items()), "periods": periods}


def published(marts: Marts, shown: Page, content: PublicationContent) -> dict[str, Any]:
    """Return published figures with our values, and those that we do not recompute."""
    compared: dict[str, dict[str, Any]] = {}
    not_recomputed: dict[str, dict[str, Any]] = {}
    for row in revision_queries.published_figures(marts):
        figure = {**row, "stated": _stated(row["published_value"], row["unit"]), "ours": []}
        if row["metric"] is None:
            not_recomputed.setdefault(row["figure"], figure)
        else:
            compared.setdefault(row["figure"], figure)["ours"].append(_our_values(row))
    return {
        "compared": list(compared.values()),
        "not_recomputed": list(not_recomputed.values()),
    }


def _our_values(row: dict[str, Any]) -> dict[str, str]:
    values = {name: _our_value(row, name) for name in ("nearest", "latest")}
    cause = row["largest_cause"]
    if cause is not None:
        cause = f"{cause_name(cause)} ({format_change(row['largest_contribution'], row['unit'])})"
    return {**row, **values, "cause": cause or ""}


def _our_value(row: dict[str, Any], name: str) -> str:
    """Format one of our values with its interval, n and vintage."""
    value, n, vintage = (row[f"{name}_{part}"] for part in ("value", "n", "vintage"))
    if value is None:
        return "no value"
    low, high = row[f"{name}_ci_low"], row[f"{name}_ci_high"]
    interval = ""
    if low is not None and high is not None and row["measure"] == "value":
        digits = {"share": 0, "ratio": 2}.get(row["unit"], 1)
        interval = f" ({format_interval(low, high, row['unit'], digits)})"
    return f"{_stated(value, row['unit'])}{interval}, n = {count(n)}, {vintage}"


def _stated(value: float | None, unit: str) -> str:
    if value is None:
        return "no number"
    return format_published(value, unit)


def sensitivity(marts: Marts, shown: Page, content: PublicationContent) -> dict[str, Any]:
    """Count the specifications of each headline, and those that contradict it."""
    if not marts.has("sensitivity_headlines"):
        return {"verdicts": [], "contradicting": []}
    verdicts = revision_queries.verdicts(marts)
    contradicting = MartTable(
        "sensitivity_headlines",
        "Specifications that contradict a headline",
        "margin < 0",
        "headline, definition, vintage desc, period, unknowns",
    )
    table = mart_table(marts, contradicting)
    return {"verdicts": verdicts, "contradicting": [table] if table else []}


SET_ASIDE = MartTable(
    "rows_set_aside",
    "Rows of the stored files that break a rule, one row for each rule",
    order="source, file, list, source_row, rule",
    empty="No row of the stored files breaks a rule.",
)

WITHDRAWN = MartTable(
    "withdrawn_snapshots",
    "Files that were withdrawn after they had landed",
    order="withdrawn_on desc, source, file",
)


def sources(marts: Marts, shown: Page, content: PublicationContent) -> dict[str, Any]:
    """Return sources, their state, their files and column drift."""
    return {
        "sources": source_files.summaries(marts),
        "states": source_status.states(marts),
        "files": source_files.files(marts),
        "drift": evidence.drift(marts),
        "withdrawn": mart_table(marts, WITHDRAWN),
    }


def quality(marts: Marts, shown: Page, content: PublicationContent) -> dict[str, Any]:
    """Return all check results, and counts of what the numbers leave out."""
    return {
        "quality": evidence.quality(content.publication.checks),
        "left_out": left_out(marts),
        "set_aside": mart_table(marts, SET_ASIDE),
    }


def methods(marts: Marts, shown: Page, content: PublicationContent) -> dict[str, Any]:
    """Return metrics, definitions, absences, interval methods and the columns of metrics."""
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


def caveats(marts: Marts, shown: Page, content: PublicationContent) -> dict[str, Any]:
    """Return all caveats, with the metrics that they apply to."""
    return {"caveats": dimensions.caveats_of(marts, [])}


def data(marts: Marts, shown: Page, content: PublicationContent) -> dict[str, Any]:
    """Return all published tables, and how to cite them."""
    return {
        "tables": content.tables,
        "exports": list(content.headlines.values()),
        "cited": _cited(content.headlines),
    }


def _cited(headlines: Mapping[str, HeadlineTable]) -> str:
    """Cite the lists behind the headlines: publisher, source and vintage."""
    lists = (
        f"{plain(scope.publisher, 60)} ({plain(scope.source, 60)}), {scope.vintage}"
        for scope in (table.scope for table in headlines.values())
    )
    return "; ".join(dict.fromkeys(lists))


def changes(marts: Marts, shown: Page, content: PublicationContent) -> dict[str, Any]:
    """Return the change log, latest entry first."""
    return {"log": content.changes}
