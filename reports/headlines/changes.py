"""Answers about changes of shares: the part inside groups, and the part between them."""

from collections.abc import Mapping
from typing import Any

from reports.headlines.sentences import source_note
from reports.marts.changes import change_split
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
    team = "academic_only" if entity == "models" else None
    split = change_split(marts, scope, periods, team, grouping)
    if split is None:
        return ""
    earlier, later = period_name(periods[0]), in_period(periods[1])
    return (
        f"From {earlier} to the works {later}, the {share} changed by "
        f"{_points(split['change'])} percentage points: {_points(split['inside'])} inside "
        f"{grouping}s of both periods{_interval(split)}, and {_points(split['between_groups'])} by "
        f"{grouping}s that entered, left or changed their weight. "
        f"{source_note(marts, scope, entity)}"
    )


def _points(part: float) -> str:
    return with_sign(100 * part, 1)


def _interval(split: Mapping[str, Any]) -> str:
    if split["ci_low"] is None:
        return ""
    return f" ({_points(split['ci_low'])} to {_points(split['ci_high'])})"
