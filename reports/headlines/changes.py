"""Answers about changes of shares: the part inside groups, and the part between them."""

import pandas as pd

from reports.headlines.sentences import source_note
from reports.marts.changes import change_parts
from reports.marts.reader import MODELS, PAPERS, Marts
from reports.text.formatting import in_period, period_name, with_sign

MODEL_PERIODS = ("2010-2014", "2023-latest")
PAPER_PERIODS = ("2015-2019", "2023-latest")


def of_models(marts: Marts) -> str:
    """Split the change of the academic-only share of models by organisation."""
    return _split(
        marts,
        (*MODELS, "models"),
        "academic-only share of notable models",
        "organisation",
        MODEL_PERIODS,
    )


def of_papers(marts: Marts) -> str:
    """Split the change of the share of papers with an industry author by venue."""
    return _split(
        marts,
        (*PAPERS, "papers"),
        "share of papers with an industry author",
        "venue",
        PAPER_PERIODS,
    )


def _split(
    marts: Marts, place: tuple[str, str, str], share: str, grouping: str, periods: tuple[str, str]
) -> str:
    metric, definition, entity = place
    scope = marts.scope(metric, definition)
    if scope is None or scope.is_sample:
        return ""
    rows = change_parts(marts, scope, periods)
    team = "academic_only" if entity == "models" else None
    is_team = rows["team_class"].isna() if team is None else rows["team_class"] == team
    rows = rows[(rows["metric"] == metric) & is_team]
    rows = rows[rows["grouping_name"] == grouping] if len(rows) else rows
    if rows.empty:
        return ""
    inside = float(rows.loc[rows["part"] == "within", "contribution"].sum())
    between = float(rows["contribution"].sum()) - inside
    earlier, later = period_name(periods[0]), in_period(periods[1])
    return (
        f"From {earlier} to the works {later}, the {share} changed by "
        f"{_points(inside + between)} percentage points: {_points(inside)} inside {grouping}s of "
        f"both periods{_interval(rows)}, and {_points(between)} by {grouping}s that entered, left "
        f"or changed their weight. {source_note(marts, scope, entity)}"
    )


def _points(part: float) -> str:
    return with_sign(100 * part, 1)


def _interval(rows: pd.DataFrame) -> str:
    ends = rows.dropna(subset=["ci_low"])
    if ends.empty:
        return ""
    return f" ({_points(ends['ci_low'].iloc[0])} to {_points(ends['ci_high'].iloc[0])})"
