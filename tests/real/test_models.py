"""Metrics of models on lists that the published record does not have."""

from __future__ import annotations

from tests.record.warehouse import Warehouse


def test_a_duplicate_name_is_not_removed_and_entered(marts: Warehouse) -> None:
    """The lists of all models have `Apollo 7B` and `Apollo-7B`; the notable ones `Apollo 7B`."""
    query = (
        "select n_entered, n_removed, match_rate from marts.revision_counts"
        " where definition = 'notable' and year = 2024"
        " and old_vintage = '2025-12-27' and new_vintage = '2026-01-26'"
    )
    assert marts.row(query) == (0, 0, 1)


def test_the_list_of_2023_has_open_weights(marts: Warehouse) -> None:
    where = "metric = 'open_weights_share' and vintage = '2023-12-14' and period = '2023'"
    query = f"select k, n from marts.metrics where {where} and definition = 'notable'"
    assert marts.row(f"{query} and team_class is null") == (15, 22)
    query = f"select count(*) from marts.metrics where {where} and definition like '%unrestricted'"
    assert marts.row(query) == (0,)
