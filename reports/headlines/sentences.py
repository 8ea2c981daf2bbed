"""Parts of sentences that the answers share: a share with its base, a source, a period."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.catalogue import Headline
from reports.charts.figure import cases, listed, with_interval
from reports.headlines.tables import is_visible
from reports.marts.headlines import find_scope, headline_rows
from reports.marts.reader import Estimate, Marts, Scope
from reports.text.formatting import count, plain, sentence_list

EARLY = "2010-2014"
MIDDLE = "2020-2022"
LATEST = "2023-latest"


def share(estimate: Estimate, digits: int = 1) -> str:
    """Format a share with its interval and its base: ``14.2% (9.6-20.6%, 22 of 155)``."""
    return f"{with_interval(estimate, digits)[:-1]}, {cases(estimate)})"


def interval(estimate: Estimate) -> str:
    """Write the share and its interval without brackets: ``7%, 4-13%``."""
    return with_interval(estimate).replace(" (", ", ").removesuffix(")")


def whose(scope: Scope) -> str:
    """Return words that name the sample, because none of its numbers describes the field."""
    return "the sample's " if scope.is_sample else ""


def newest_years(marts: Marts, scope: Scope, team_class: str) -> str:
    """List each recent year as k of n, so that no pooled period hides years that still fill."""
    years = [] if scope.is_sample else marts.filling_years(scope, team_class)
    texts = [f"{cases(year)} in {year.period}" for year in years]
    return sentence_list(texts) if texts else ""


def source_note(marts: Marts, scope: Scope, entity: str) -> str:
    """Return a sentence that names the list and its date, or the embedded sample and its size."""
    if scope.is_sample:
        size = count(listed(marts, entity))
        return f"Source: the embedded sample of {size} landmark {entity}, chosen by hand."
    lists = "list" if entity == "models" else "lists"
    return f"Source: {plain(scope.publisher)}, {lists} as of {scope.vintage:%Y-%m-%d}."


def period_estimates(
    marts: Marts,
    scope: Scope | None,
    team_class: str | None,
    periods: Sequence[str] = (EARLY, MIDDLE, LATEST),
) -> list[Estimate]:
    """Return the visible estimates of a team class, in the order of ``periods``."""
    estimates = (marts.estimate(scope, period, team_class) for period in periods)
    return [estimate for estimate in estimates if estimate is not None]


def latest_estimate(
    marts: Marts, scope: Scope | None, team_class: str | None = None, unit: str | None = None
) -> Estimate | None:
    """Return the latest visible calendar year of a team class, or of all teams; else None."""
    if scope is None:
        return None
    rows = marts.years(scope)
    rows = rows[
        rows["team_class"].isna() if team_class is None else rows["team_class"] == team_class
    ]
    if unit is not None:
        rows = rows[rows["unit"] == unit]
    if rows.empty:
        return None
    return marts.estimate(scope, str(rows["year"].max()), team_class, unit=unit)


def period_rows(
    marts: Marts, headline: Headline, period: str = "all"
) -> tuple[Scope | None, list[dict[str, Any]]]:
    """Return the visible rows of a headline in ``period``, or else in its latest period."""
    scope = find_scope(marts, headline)
    rows = headline_rows(marts, scope, headline) if scope else []
    visible = [row for row in rows if is_visible(row) and row["ci_low"] is not None]
    periods = [row["period"] for row in sorted(visible, key=lambda row: str(row["period_start"]))]
    chosen = period if period in periods else next(reversed(periods), "")
    return scope, [row for row in visible if row["period"] == chosen]


def excludes_zero(row: Mapping[str, Any]) -> bool:
    """Return whether the 95% interval of a row excludes zero."""
    return bool(row["ci_low"] > 0 or row["ci_high"] < 0)
