"""Metrics of papers on lists that the published record does not have."""

from __future__ import annotations

from tests.record.warehouse import Warehouse


def test_every_paper_is_there(marts: Warehouse) -> None:
    query = "select count(*) from marts.papers where listed_by = 'papercopilot' and is_latest"
    assert marts.row(query) == (87_306,)


def test_a_preface_is_no_accepted_paper(marts: Warehouse) -> None:
    query = (
        "select count(*), count(*) filter (where list_contains(definitions, 'accepted'))"
        " from marts.papers where outcome = 'front_matter'"
    )
    prefaces, accepted = marts.row(query)
    assert prefaces > 20
    assert accepted == 0


def test_labels_are_measured_with_ror(marts: Warehouse) -> None:
    rows = marts.rows(
        "select dictionary, n from marts.affiliation_accuracy where label_set = 'own labels'"
        " and split = 'test' and stratum = 'mention' and measure = 'exact set'"
    )
    assert rows == [("with ROR", 280)]
    labels = marts.row("select sum(strings) from marts.affiliation_confusion")
    assert labels == (560,)
