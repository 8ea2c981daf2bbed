"""Forecasts of editions hold for lists that came later, and refuse a list with wrong employers."""

from __future__ import annotations

import pytest

from dbt_project.functions.estimates.field import SharedWorks
from dbt_project.functions.estimates.field_model import Edition
from dbt_project.functions.estimates.forecast import edition_forecasts
from tests.record.warehouse import Warehouse

# A list of ICLR 2025 that has each author at the first school of a history, right in every count
# (github whitney-house/ICLR2025-OpenReview, data/papers.csv, 71866ae9): cases of 3,410 of 3,706.
FIRST_SCHOOLS = {"academic_only": 3077, None: 205}


def test_editions_that_came_later_are_as_forecast(marts: Warehouse) -> None:
    inside = marts.rows(
        "select venue, year, count(*) filter (is_inside) from marts.edition_forecasts"
        " where listed_by = 'OpenReview, by Paper Copilot' group by all order by all"
    )
    editions = (
        *(("aistats", 2026), ("iclr", 2023), ("icml", 2025)),
        *(("neurips", 2022), ("neurips", 2023)),
    )
    assert inside == [(*edition, 3) for edition in editions]


def test_a_list_with_wrong_employers_is_far_from_its_forecast(marts: Warehouse) -> None:
    columns = ", ".join(SharedWorks._fields)
    works = [
        SharedWorks(*row)
        for row in marts.rows(
            f"select {columns} from intermediate.int_field_lists"
            " where metric = 'any_industry_share' or team_class = 'academic_only' order by all"
        )
    ]
    metrics = {row.team_class: row.metric for row in works}
    wrong = [
        SharedWorks(metrics[team], team, "iclr", 2025, *("a", "profile", 0, k) * 2, 3410, 3706)
        for team, k in FIRST_SCHOOLS.items()
    ]
    field = (
        "select venue, year, accepted, unknown from intermediate.int_field_editions"
        " where accepted > 0"
    )
    told = edition_forecasts([*works, *wrong], [Edition(*row) for row in marts.rows(field)])
    largest = sorted(told, key=lambda one: -abs(one.z))[:2]
    assert [(one.venue, one.year, abs(one.z) > 9) for one in largest] == [("iclr", 2025, True)] * 2


def test_the_share_of_the_field_is_rebuilt_from_its_editions(marts: Warehouse) -> None:
    """Each edition has the share that the model states of it, and its weight."""
    rebuilt = marts.rows(
        "select sum(any_industry * weight) / sum(weight) from marts.field_lists"
        " where year between 2023 and 2026"
    )
    told = marts.rows(
        "select value from marts.metrics_latest where metric = 'any_industry_share'"
        " and definition = 'accepted_field' and period = '2023-latest'"
    )
    assert rebuilt[0][0] == pytest.approx(told[0][0], abs=0.001)
