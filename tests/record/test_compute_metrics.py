"""Compute metrics on the published record: gap, clusters, revisions, published figures."""

from __future__ import annotations

import pytest

from tests.record.warehouse import Warehouse


def test_revised_models_are_the_names_that_one_of_two_lists_has(marts: Warehouse) -> None:
    ((earlier, later),) = marts.rows(
        "select array_agg(model) filter (vintage = '2026-01-26'),"
        " array_agg(model) filter (vintage = '2026-08-19')"
        " from marts.models where source = 'epoch' and list_contains(definitions, 'notable')"
    )
    changes = marts.rows(
        "select change, model, old_name from marts.revised_models"
        " where definition = 'notable' and new_vintage = '2026-08-19'"
        " and not starts_with(change, 'other')"
    )
    assert {new for change, new, _ in changes if change != "left"} == {*later} - {*earlier}
    gone = {
        old if change == "renamed" else new for change, new, old in changes if change != "entered"
    }
    assert gone == {*earlier} - {*later} != set()


def test_private_clusters_meet_the_published_shares(marts: Warehouse) -> None:
    """The published shares are 40% and 80%; the first one holds at the end of 2018."""
    shares = marts.rows(
        "select period, value from marts.metrics where metric = 'cluster_private_share'"
        " and definition = 'clusters_in_place' and vintage = '2025-12-31'"
        " and period in ('2018', '2025') order by period"
    )
    assert shares == [
        ("2018", pytest.approx(0.4, abs=0.02)),
        ("2025", pytest.approx(0.8, abs=0.02)),
    ]


def test_owners_of_chips_add_up_and_their_classes_contain_them(marts: Warehouse) -> None:
    """Epoch AI states 71% for five hyperscalers; the record lacks Huawei and xAI, about 6%."""
    ((total, largest),) = marts.rows(
        "select sum(share), arg_max(owner, h100e) from marts.compute_stock where period = '2025 Q4'"
    )
    assert (total, largest) == (pytest.approx(1, abs=0.01), "Google")
    ((value, low, high, bound),) = marts.rows(
        "select value, ci_low, ci_high, bound_high from marts.metrics"
        " where definition = 'chips_bought' and metric = 'compute_stock_share'"
        " and period = '2025 Q4' and sector = 'hyperscaler'"
    )
    assert value == pytest.approx(0.758, abs=0.002)
    assert low < 0.71 < value < high < bound


def test_data_centers_have_what_the_list_states(marts: Warehouse) -> None:
    """The list's own column of current H100 equivalents adds up to 12,079,810."""
    ((n, h100e),) = marts.rows(
        "select n, h100e from marts.data_center_stock where level = 'all'"
        " and definition = 'data_centers_in_place' and day = '2026-07-18'"
    )
    assert (n, h100e) == (56, pytest.approx(12_079_810, abs=1))


def test_spellings_of_one_owner_count_once(marts: Warehouse) -> None:
    query = (
        "select count(*) from ("
        "select regexp_replace(lower(holder), '[^\\pL\\pN]+', '', 'g') as name"
        " from marts.compute_owners where definition = 'notable_compute_known'"
        " group by name having count(distinct lower(holder)) > 1)"
    )
    assert marts.row(query) == (0,)


def test_a_list_of_its_time_gives_the_published_counts(marts: Warehouse) -> None:
    counts = marts.rows(
        "select published_value, nearest_value from marts.published_against_recomputed"
        " where definition = 'sheet_rows' and period = '2022' order by published_value"
    )
    assert counts == [(3, 3), (32, 32)]


def test_models_and_papers_have_countries_by_code(marts: Warehouse) -> None:
    query = (
        "select k, n from marts.metrics where metric = 'model_country_share'"
        " and definition = 'notable' and vintage = '2026-01-26' and period = '2025'"
        " and counting = 'full' and country = 'US'"
    )
    assert marts.row(query) == (50, 90)
    query = (
        "select count(distinct country), bool_and(regexp_matches(country, '^[A-Z][A-Z]$'))"
        " from marts.metrics where metric = 'model_country_share'"
    )
    assert marts.row(query) == (15, True)
    for table in ("models", "papers"):
        query = (
            "select count(country_codes) > 0,"
            " bool_and(regexp_matches(country_codes, '^[A-Z][A-Z]([+][A-Z][A-Z])*$')),"
            f" bool_and((country_codes is null) = (regions is null)) from marts.{table}"
        )
        assert marts.row(query) == (True, True, True)
