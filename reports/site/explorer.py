"""Rows of the explorer: the estimates of a page, for every choice in its menus."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from operator import itemgetter
from typing import Any

from reports.charts.theme import SHAPES
from reports.marts import dimensions
from reports.marts.estimates import row_id
from reports.marts.headlines import FIRST_YEAR, Headline, explorer_rows
from reports.marts.ranges import headline_number
from reports.marts.reader import FILLING, Marts
from reports.questions.question import Page
from reports.questions.tables import HeadlineTable, table_id
from reports.site.rows import addresses
from reports.text.formatting import TEAM_CLASSES, day_name, period_name, plain, team_name
from reports.text.sentence import Address
from reports.text.units import format_interval, format_value, unit

DIGITS = 4  # decimals of a value, because a pixel shows no more
ALL = "all"  # the team class of a row of all teams together
NEWEST = "newest"  # the vintage of a series that has the newest list of each year
KEYS = ("definition", "vintage", "unit", "team", "country", "region", "venue", "topic", "sector")
# Numbers for the sets of caveats, because most rows have one of a few sets.
CaveatSets = dict[tuple[str, ...], int]
SYMBOLS = {"o": "circle", "s": "square", "^": "triangle", "D": "diamond2", "x": "times"}


def payload(
    marts: Marts, page: Page, headlines: Mapping[str, HeadlineTable]
) -> dict[str, Any] | None:
    """Return the rows of each metric of a page, and all names that the charts show.

    Return None if no metric has rows.
    """
    by_metric: dict[str, list[tuple[Headline, HeadlineTable]]] = {}
    for headline in page.headlines:
        if table := headlines.get(table_id(headline)):
            by_metric.setdefault(headline.metric, []).append((headline, table))
    sets: CaveatSets = {}
    charts = [_chart(marts, tables, sets) for tables in by_metric.values()]
    charts = [chart for chart in charts if chart["series"]]
    if not charts:
        return None
    return {"charts": charts, "first": _first(marts, page), **_names(marts, charts, sets)}


def _first(marts: Marts, page: Page) -> dict[str, str]:
    """Return metric, definition and kind of period of the number in the answer of a page."""
    number = headline_number(marts, page.id)
    if number is None:
        return {}
    is_long = "-" in number["period"]
    span = {"span": "periods"} if is_long else {}
    return {"metric": number["metric"], "definition": number["definition"], **span}


def _chart(
    marts: Marts, tables: Sequence[tuple[Headline, HeadlineTable]], sets: CaveatSets
) -> dict[str, Any]:
    headline, first = tables[0]
    rows = explorer_rows(marts, first.scope, [table.scope.definition for _, table in tables])
    return {
        "metric": first.scope.metric,
        "teams": [team or ALL for team in headline.teams],
        "title": first.title,
        "source": plain(first.scope.source, 60),
        "publisher": first.scope.publisher,
        "licence": first.scope.licence,
        "events": [
            (event["event_date"].year, event["sentence"])
            for event in dimensions.events(marts, first.scope.source, int(FIRST_YEAR))
        ],
        "series": _series(rows, sets, addresses(marts)),
    }


def _series(
    rows: Sequence[dict[str, Any]], sets: CaveatSets, address: Address
) -> list[dict[str, Any]]:
    """Group rows into one series for each combination of the keys.

    A venue has a list of its own for each year, so its newest lists are one series.
    """
    all_series: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        is_newest = row["venue"] is not None and row["is_latest"]
        values = (
            row["definition"],
            NEWEST if is_newest else row["vintage"].isoformat(),
            row["unit"],
            row["team_class"] or ALL,
            *(row[name] and plain(row[name], 60) for name in KEYS[4:]),
        )
        named = {key: value for key, value in zip(KEYS, values, strict=True) if value}
        if values not in all_series:
            opened = address(row_id("metrics", {**row, "period": "{period}"}))
            all_series[values] = {**named, **({"open": opened} if opened else {}), "rows": []}
        lists = [row["vintage"].isoformat()] if is_newest else []
        all_series[values]["rows"].append([*_row(row, sets), *lists])
    for series in all_series.values():
        if series["vintage"] == NEWEST:
            series["rows"].sort(key=itemgetter(0))
    return list(all_series.values())


def _row(row: dict[str, Any], sets: CaveatSets) -> list[Any]:
    """Return the period, numbers, caveats, and the value and interval in words."""
    value, low, high, kind = (row[name] for name in ("value", "ci_low", "ci_high", "unit"))
    return [
        row["period"],
        *(None if number is None else round(number, DIGITS) for number in (value, low, high)),
        *(row[name] for name in ("n", "k", "n_unknown")),
        sets.setdefault(tuple(sorted(row["caveats"])), len(sets)),
        "" if value is None else format_value(value, kind),
        "" if value is None or low is None else format_interval(low, high, kind),
    ]


def _names(marts: Marts, charts: Sequence[dict[str, Any]], sets: CaveatSets) -> dict[str, Any]:
    """Return what the charts call each key, and the order of teams and periods."""
    all_series = [series for chart in charts for series in chart["series"]]
    values = {key: sorted({series[key] for series in all_series if key in series}) for key in KEYS}
    sentences = {row["definition"]: row["sentence"] for row in dimensions.definitions(marts)}
    caveats = {row["caveat"]: row["sentence"] for row in dimensions.caveats(marts)}
    periods = {row[0] for series in all_series for row in series["rows"]}
    # Years, then longer periods, then all years together.
    in_order = sorted(periods, key=lambda period: (period == ALL, len(period), period))
    names = {
        key: {name: namer(name) for name in values[key]} for key, namer in _namers(marts).items()
    }
    return {
        "names": {**names, "period": {period: period_name(period) for period in in_order}},
        "sentences": {name: sentences.get(name, "") for name in values["definition"]},
        "units": {
            name: {"name": unit(name).name, **asdict(unit(name).axis)} for name in values["unit"]
        },
        "symbols": {team: SYMBOLS[SHAPES[team]] for team in SHAPES},
        "teams": [team for team in (ALL, *TEAM_CLASSES) if team in values["team"]],
        "periods": in_order,
        "caveats": [[caveats.get(name, name) for name in names] for names in sets],
        "filling": [number for names, number in sets.items() if FILLING in names],
    }


def _namers(marts: Marts) -> dict[str, Callable[[str], str]]:
    """Return the function that names a value, for each key."""
    topics = dimensions.topic_names(marts)
    return {
        "definition": partial(dimensions.definition_name, marts),
        "vintage": lambda day: (
            "Newest of each year" if day == NEWEST else day_name(date.fromisoformat(day))
        ),
        "unit": lambda name: unit(name).label,
        "team": lambda team: team_name(None if team == ALL else team),
        "country": partial(dimensions.country_name, marts),
        "venue": partial(dimensions.venue_name, marts),
        "topic": lambda topic: plain(topics.get(topic, topic), 60),
        "sector": lambda sector: sector.capitalize().replace("+", " + "),
    }
