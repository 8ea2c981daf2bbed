"""The series of a metric, as its chart and a program read them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any

from reports.marts import choices, dimensions
from reports.marts.estimates import row_id
from reports.marts.headlines import FIRST_YEAR, Headline, explorer_rows
from reports.marts.papers import list_kinds
from reports.marts.reader import FIELD, PAPERS, Marts, Scope, require
from reports.questions import QUESTIONS, who_publishes
from reports.questions.question import Page, Question, title
from reports.site.rows import addresses
from reports.text.formatting import (
    PURE_TEAMS,
    TEAM_CLASSES,
    count,
    day_name,
    period_name,
    plain,
    team_name,
)
from reports.text.sentence import Address
from reports.text.units import format_interval, format_value, unit

DIGITS = 4  # decimals of a value, because a pixel shows no more
ALL = "all"  # the period of all years
NEWEST = "newest"  # the vintage of a series that has the newest list of each year
CASES = ("unit", "team_class", "country", "region", "venue", "topic", "sector")
KEYS = ("definition", "vintage", *CASES)
POINT = (
    "period",
    "value",
    "ci_low",
    "ci_high",
    "n",
    "k",
    "n_unknown",
    "caveats",
    "text",
    "interval",
)
# Numbers for the sets of caveats, because most points have one of a few sets.
CaveatSets = dict[tuple[str, ...], int]


def charted(marts: Marts, page: Page) -> list[str]:
    """Return the metrics of a page that have series, in order."""
    metrics = dict.fromkeys(headline.metric for headline in page.headlines)
    return [metric for metric in metrics if _headlines(marts, page, metric)]


def of_metric(marts: Marts, metric: str) -> dict[str, Any]:
    """Return the series of a metric, with the names of all that they have.

    The definitions of headlines have every vintage, country, region, venue and topic, and each
    other definition has its newest vintage. Raise NotEnoughDataError if the metric has no cases.
    """
    pages = {question: _headlines(marts, question, metric) for question in QUESTIONS}
    page, headlines = next(((page, found) for page, found in pages.items() if found), (None, []))
    scope = headlines[0][1] if headlines else require(marts.scope(metric), f"cases of {metric}")
    sets: CaveatSets = {}
    rows = explorer_rows(marts, scope, [of.definition for _, of in headlines])
    kinds = {edition: row["kind"] for edition, row in list_kinds(marts).items()}
    series = _series(rows, sets, addresses(marts), kinds if scope.source == "lists" else {})
    return {
        "metric": metric,
        "title": dimensions.metric_titles(marts)[metric],
        "source": plain(scope.source, 60),
        "publisher": scope.publisher,
        "licence": scope.licence,
        "first": {
            "team_class": _first_teams(headlines[0][0]) if headlines else [],
            **(_answer(marts, page, metric) if page else {}),
        },
        "events": [
            {"year": event["event_date"].year, "sentence": event["sentence"]}
            for event in dimensions.events(marts, scope.source, int(FIRST_YEAR))
        ],
        "gaps": _gaps(marts, metric),
        "columns": POINT,
        "series": series,
        "caveats": list(sets),
        "names": _names(marts, series, sets),
    }


def _gaps(marts: Marts, metric: str) -> dict[str, str]:
    """Return why a definition lacks years, as a sentence."""
    is_of_field = metric in (PAPERS[0], who_publishes.FIELD_SHARE[0])
    sentence = who_publishes.gaps(marts) if is_of_field else ""
    return {FIELD: sentence} if sentence else {}


def _headlines(marts: Marts, page: Page, metric: str) -> list[tuple[Headline, Scope]]:
    """Return the headlines of a metric on a page, each with the list that answers it."""
    own = (headline for headline in page.headlines if headline.metric == metric)
    return [(one, scope) for one in own if (scope := marts.scope(metric, one.definition))]


def _first_teams(headline: Headline) -> list[str]:
    """Return the teams that a chart opens on: all classes, where its table has both pure ones."""
    return list(TEAM_CLASSES if headline.teams == PURE_TEAMS else headline.teams)


def _answer(marts: Marts, page: Question, metric: str) -> dict[str, str]:
    """Return definition and origin of the number in the answer, what to read out, and finding."""
    number = choices.headline(marts, page.id)
    if number is None or number["metric"] != metric:
        return {}
    teams = f"{team_name(number['team_class'])}, " if number["team_class"] else ""
    digits = unit(number["unit"]).prose  # as in the sentence
    ends = choices.interval(number, digits)
    interval = f" (95% interval {ends})" if ends else ""
    value = choices.value(number, digits)
    said = f"{teams}{period_name(number['period'])}: {value}{interval}, n = {count(number['n'])}"
    sector = {"sector": number["sector"]} if number["sector"] else {}
    found = title(page.answer(marts))
    finding = {"finding": found} if found else {}
    return {"definition": number["definition"], "said": said, **finding, **sector}


def _series(
    rows: Sequence[dict[str, Any]],
    sets: CaveatSets,
    address: Address,
    kinds: Mapping[tuple[str, str], str],
) -> list[dict[str, Any]]:
    """Group rows into one series for each combination of the keys.

    A venue has a list of its own for each year, so its newest lists are one series, each with the
    kind of its affiliations: the series breaks where it changes.
    """
    all_series: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        is_newest = row["venue"] is not None and row["is_latest"]
        key = _key(row, is_newest)
        if (of := tuple(key.values())) not in all_series:
            all_series[of] = _empty(key, row, address)
        series = all_series[of]
        series["points"].append(_point(row, sets))
        if is_newest:
            series.setdefault("vintages", []).append(row["vintage"].isoformat())
            series.setdefault("kinds", []).append(kinds.get((row["venue"], row["period"]), ""))
    for series in all_series.values():
        if "vintages" in series:
            _sort(series)
    return list(all_series.values())


def _key(row: Mapping[str, Any], is_newest: bool) -> dict[str, str | None]:
    """Return what the rows of a series share; None stands for all cases together."""
    return {
        "definition": row["definition"],
        "vintage": NEWEST if is_newest else row["vintage"].isoformat(),
        **{name: row[name] and plain(row[name], 60) for name in CASES},
    }


def _empty(
    key: Mapping[str, str | None], row: Mapping[str, Any], address: Address
) -> dict[str, Any]:
    """Return a series without points; ``rows`` is the page of the cases that its k count."""
    place = address(row_id("metrics", {**row, "period": "{period}"}))
    known = {name: value for name, value in key.items() if value}
    return {**known, **({"rows": place} if place else {}), "points": []}


def _sort(series: dict[str, Any]) -> None:
    """Sort the points of a series by period, with their vintages and kinds of list."""
    names = ("points", "vintages", "kinds")
    points = zip(*(series[name] for name in names), strict=True)
    in_order = sorted(points, key=lambda point: str(point[0][0]))
    series.update(zip(names, map(list, zip(*in_order, strict=True)), strict=True))


def _point(row: Mapping[str, Any], sets: CaveatSets) -> list[Any]:
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


def _names(
    marts: Marts, series: Sequence[dict[str, Any]], sets: CaveatSets
) -> dict[str, dict[str, Any]]:
    """Return what pages call each value of each key, and the scales of units."""
    values = {key: sorted({one[key] for one in series if key in one}) for key in KEYS}
    values["period"] = sorted({point[0] for one in series for point in one["points"]})
    values["caveat"] = sorted({caveat for caveats in sets for caveat in caveats})
    namers = _namers(marts)
    sentences = {row["definition"]: row["sentence"] for row in dimensions.definitions(marts)}
    return {
        **{key: {name: namers[key](name) for name in values[key]} for key in namers},
        "sentence": {name: sentences.get(name, "") for name in values["definition"]},
        "axis": {
            name: {"name": unit(name).name, **asdict(unit(name).axis)} for name in values["unit"]
        },
    }


def _namers(marts: Marts) -> dict[str, Callable[[str], str]]:
    """Return the function that names a value, for each key."""
    topics = dimensions.topic_names(marts)
    caveats = {row["caveat"]: row["sentence"] for row in dimensions.caveats(marts)}
    return {
        "definition": partial(dimensions.definition_name, marts),
        "vintage": _vintage_name,
        "unit": lambda name: unit(name).label,
        "team_class": team_name,
        "country": partial(dimensions.country_name, marts),
        "venue": partial(dimensions.venue_name, marts),
        "topic": lambda topic: plain(topics.get(topic, topic), 60),
        "sector": lambda sector: sector.capitalize().replace("+", " + "),
        "period": period_name,
        "caveat": lambda caveat: caveats.get(caveat, caveat),
    }


def _vintage_name(day: str) -> str:
    return "Newest of each year" if day == NEWEST else day_name(date.fromisoformat(day))
