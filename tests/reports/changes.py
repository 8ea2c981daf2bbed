"""Marts of changes inside groups and between them, with rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.reports.conftest import Warehouse

SCHEMA = """
create table marts.change_parts (
    metric varchar, definition varchar, source varchar, vintage date, old_period varchar,
    new_period varchar, team_class varchar, grouping_name varchar, old_n bigint, new_n bigint,
    old_value double, new_value double, part varchar, n_groups bigint, contribution double,
    ci_low double, ci_high double);
"""
PARTS = {"within": -0.1, "shifted": -0.05, "entered": -0.25, "left": 0.1}


MODELS = (
    ("model_team_share", "notable_compute_known", "academic_only", "2010-2014", "organisation"),
)
PAPERS = (
    ("paper_team_share", "accepted", "academic_only", "2015-2019", "venue"),
    ("any_industry_share", "accepted", None, "2015-2019", "venue"),
)


def fill(warehouse: Warehouse, shares: Sequence[tuple[str, str, str | None, str, str]]) -> None:
    """Add shares that fall by 30 points, of which 10 points are inside groups."""
    for metric, definition, team, period, own in shares:
        for grouping in ("country", "topic", own):
            for part, contribution in PARTS.items():
                has_interval = grouping == "venue" and part == "within"
                warehouse.insert(
                    "change_parts",
                    metric=metric,
                    definition=definition,
                    source=warehouse.source,
                    vintage=dt.date(2026, 1, 26),
                    old_period=period,
                    new_period="2023-latest",
                    team_class=team,
                    grouping_name=grouping,
                    old_n=42,
                    new_n=147,
                    old_value=0.7,
                    new_value=0.4,
                    part=part,
                    n_groups=5,
                    contribution=contribution,
                    ci_low=-0.12 if has_interval else None,
                    ci_high=-0.08 if has_interval else None,
                )
