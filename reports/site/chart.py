"""The charts of pages: estimates over time, as the script of charts draws them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from reports.charts.theme import SHAPES
from reports.marts import choices, dimensions
from reports.marts.estimates import Estimate, row_id
from reports.marts.headlines import FIRST_YEAR, Headline
from reports.marts.metric_query import ANY, IS_YEAR
from reports.marts.reader import FIELD, FILLING, Marts, Scope
from reports.questions import who_publishes
from reports.questions.question import Page, Question, title
from reports.text.formatting import (
    NO_COMPANY,
    PURE_TEAMS,
    TEAM_CLASSES,
    day_name,
    period_name,
    plain,
    sizes,
    team_name,
)
from reports.text.sentence import Address
from reports.text.units import format_interval, format_value, unit

DIGITS = 4  # decimals of a value, because a pixel shows no more
SPANS = {"years": "each year", "periods": "longer periods"}
ALL = "all"  # the period of all years, and the look of all teams together
LOOKS = (*TEAM_CLASSES, ALL)
# The marks of charts by team class, in the order of charts.
MARKS = {"o": "circle", "s": "square", "^": "triangle", "D": "diamond2", "h": "hexagon"}
SYMBOLS = {team: MARKS[SHAPES[team]] for team in (*LOOKS, NO_COMPANY)}
OPEN = "Open marks: periods to which lists are still adding."
BREAK = "The line breaks where affiliations are of another kind; such shares cannot be compared."
Line = tuple[str, str, Sequence[Estimate]]  # name, look and estimates
View = dict[str, Any]


def of_page(marts: Marts, page: Page, address: Address) -> list[View]:
    """Return the charts of a question's headlines, each year and in longer periods.

    The first has the title of the answer. ``address`` gives the page of the rows that k counts.
    """
    if not isinstance(page, Question):
        return []
    answer = choices.headline(marts, page.id) or {}
    own = (answer.get("metric"), answer.get("definition"))
    found = title(page.answer(marts))
    views = []
    for headline in page.headlines:
        scope = marts.scope(headline.metric, headline.definition)
        is_own = scope is not None and (scope.metric, scope.definition) == own
        lines = _lines(marts, headline, answer if is_own else {})
        if scope and lines:
            more = {"finding": str(found)} if found and headline == page.headlines[0] else {}
            own_views = of_lines(marts, scope, lines, address)
            if headline.beside:
                own_views = [_of_several(marts, headline, view) for view in own_views]
            views += [view | more for view in own_views]
    return views


def _of_several(marts: Marts, headline: Headline, view: View) -> View:
    """Return a chart with the name and the sentence of each of its definitions."""
    lines = ", ".join(line["name"] for line in view["lines"])
    sentences = [
        _definition(marts, definition, dimensions.definition_name(marts, definition))
        for definition in headline.beside
    ]
    return view | {
        "option": f"{lines}, {SPANS[view['span']]}",
        "notes": [*sentences, *view["notes"][1:]],
    }


def of_lines(
    marts: Marts,
    scope: Scope,
    lines: Sequence[Line],
    address: Address = lambda _: "",
    kinds: Mapping[str, str] | None = None,
) -> list[View]:
    """Return the charts of some series of a scope: each year, and in longer periods.

    ``kinds`` has the kind of the list of each year, where lines break if it changes.
    """
    views: list[View] = []
    for span in SPANS:
        own = [(name, look, _within(rows, span)) for name, look, rows in lines]
        rows = [row for _, _, of in own for row in of]
        if len({row.period for row in rows}) > 1 or (rows and not views and span == "periods"):
            views.append(_view(marts, scope, span, own, address, kinds or {}))
    return views


def _lines(marts: Marts, headline: Headline, answer: Mapping[str, Any]) -> list[Line]:
    """Return a line for each team class; if the metric has none, for each origin.

    Of several origins, a chart by team class has the answer's, or that of most cases.
    """
    if headline.beside:
        return _beside(marts, headline)
    where = f"not {IS_YEAR} or period >= '{FIRST_YEAR}'"
    rows = marts.estimates(
        headline.metric, headline.definition, f"({where})", is_exact=True, sector=ANY
    )
    units = {row.unit for row in rows}
    shown = answer.get("unit") or min(units, default="")
    teams = TEAM_CLASSES if headline.teams == PURE_TEAMS else headline.teams
    rows = [
        row for row in rows if row.unit == shown and (not teams or (row.team_class or "") in teams)
    ]
    sectors = {row.sector for row in rows}
    if len({row.team_class for row in rows}) > 1:
        if len(sectors) > 1:
            own = answer["sector"] if answer else _largest(rows, sectors)
            rows = [row for row in rows if row.sector == own]
        found = {row.team_class or "" for row in rows}
        order = [team for team in (*TEAM_CLASSES, "") if team in found]
        by_team = {team: [row for row in rows if (row.team_class or "") == team] for team in order}
        return [(team_name(team or None), team or ALL, by_team[team]) for team in order]
    names = sorted(sectors, key=lambda sector: sector or "")
    looks = LOOKS if len(names) > 1 else [(rows[0].team_class if rows else None) or ALL]
    return [
        (_origin(sector), look, [row for row in rows if row.sector == sector])
        for sector, look in zip(names, looks, strict=False)
    ]


def _beside(marts: Marts, headline: Headline) -> list[Line]:
    """Return a line for each of several definitions of a metric, of all teams together."""
    where = f"{IS_YEAR} and period >= '{FIRST_YEAR}' and team_class is null"
    rows = {
        name: marts.estimates(headline.metric, definition, where, is_exact=True)
        for definition, name in headline.beside.items()
    }
    shown = [(name, own) for name, own in rows.items() if own]
    # The colours of universities and companies stay theirs.
    return [(name, look, own) for (name, own), look in zip(shown, LOOKS[::-1], strict=False)]


def _largest(rows: Sequence[Estimate], sectors: set[str | None]) -> str | None:
    if None in sectors:
        return None
    return max(sectors, key=lambda sector: sum(r.k or 0 for r in rows if r.sector == sector))


def _origin(sector: str | None) -> str:
    return plain(sector.capitalize().replace("+", " + "), 40) if sector else ""


def _within(rows: Sequence[Estimate], span: str) -> list[Estimate]:
    """Return the years or the longer periods; all years together if there is no other period."""
    if span == "years":
        return [row for row in rows if row.period.isdigit()]
    longer = [row for row in rows if not row.period.isdigit()]
    return [row for row in longer if row.period != ALL] or longer


def _view(
    marts: Marts,
    scope: Scope,
    span: str,
    lines: Sequence[Line],
    address: Address,
    kinds: Mapping[str, str],
) -> View:
    rows = [row for _, _, of in lines for row in of]
    periods = sorted({row.period for row in rows}) if span == "years" else [r.period for r in rows]
    axis = unit(rows[0].unit)
    name = dimensions.definition_name(marts, scope.definition)
    sectors = {row.sector for row in rows}
    origin = f" of {rows[0].sector}" if len(sectors) == 1 and rows[0].sector else ""
    events = dimensions.events(marts, scope.source, int(FIRST_YEAR))
    source = f"Source: {scope.publisher}, list of {day_name(scope.vintage)}."
    return {
        "metric": scope.metric,
        "definition": scope.definition,
        "source": scope.source,
        "vintage": scope.vintage.isoformat(),
        "span": span,
        "title": f"{dimensions.metric_titles(marts)[scope.metric]}{origin}",
        "option": f"{name}, {SPANS[span]}",
        "notes": [
            _definition(marts, scope.definition, name),
            _marks(marts, scope, rows, source, kinds),
        ],
        "credit": f"{source} Licence: {scope.licence}.",
        "scale": {"name": axis.name, **asdict(axis.axis)},
        "events": [
            {"year": event["event_date"].year, "sentence": event["sentence"]}
            for event in (events if span == "years" else ())
        ],
        "periods": {period: period_name(period) for period in periods},
        "lines": [
            {
                "name": name,
                "look": look,
                "symbol": SYMBOLS[look],
                "rows": address(row_id("metrics", {**_key(of[0]), "period": "{period}"})),
                "points": [_point(row, kinds) for row in of],
            }
            for name, look, of in lines
            if of
        ],
    }


def _key(row: Estimate) -> dict[str, Any]:
    names = ("metric", "definition", "source", "vintage", "team_class", "sector", "counting")
    return {name: getattr(row, name) for name in names}


def _point(row: Estimate, kinds: Mapping[str, str]) -> list[Any]:
    """Return the period, numbers, value and interval in words, if it fills, and kind of list."""
    ends = "" if row.ci_low is None else format_interval(row.ci_low, row.ci_high, row.unit)
    return [
        row.period,
        *(
            None if number is None else round(number, DIGITS)
            for number in (row.value, row.ci_low, row.ci_high)
        ),
        row.n,
        row.k,
        format_value(row.value, row.unit),
        ends,
        FILLING in row.caveats,
        kinds.get(row.period, ""),
    ]


def _definition(marts: Marts, definition: str, name: str) -> str:
    sentences = {row["definition"]: row["sentence"] for row in dimensions.definitions(marts)}
    return f"{name}: {sentences.get(definition, '')}"


def _marks(
    marts: Marts, scope: Scope, rows: Sequence[Estimate], source: str, kinds: Mapping[str, str]
) -> str:
    """State the source, what each mark counts, and why a line has gaps."""
    is_filling = any(FILLING in row.caveats for row in rows)
    parts = [
        source,
        f"Each mark: {sizes(row.n for row in rows)}. Lines and bands: 95% intervals.",
        OPEN if is_filling else "",
        who_publishes.gaps(marts) if scope.definition == FIELD else "",
        BREAK if len({kinds.get(row.period) for row in rows}) > 1 else "",
    ]
    return " ".join(filter(None, parts))
