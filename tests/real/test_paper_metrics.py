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


def test_errors_of_the_dictionary_move_shares_by_little(marts: Warehouse) -> None:
    rows = marts.rows(
        "select adjusted.value - raw.value, adjusted.ci_high - adjusted.ci_low,"
        " raw.ci_high - raw.ci_low"
        " from marts.metrics as raw inner join marts.metrics as adjusted"
        " using (metric, source, vintage, period, team_class)"
        " where metric = 'paper_team_share' and raw.definition = 'accepted'"
        " and adjusted.definition = 'accepted_adjusted' and raw.venue is null"
        " and adjusted.venue is null and raw.country is null and raw.topic is null"
        " and raw.n >= 1000"
        " and regexp_full_match(period, '[0-9]{4}')"
    )
    assert len(rows) >= 10
    assert all(abs(change) < 0.03 for change, _, _ in rows)
    assert all(adjusted > raw for _, adjusted, raw in rows)


def test_labels_are_measured_with_ror(marts: Warehouse) -> None:
    rows = marts.rows(
        "select dictionary, n from marts.affiliation_accuracy where label_set = 'own labels'"
        " and split = 'test' and stratum = 'mention' and measure = 'exact set'"
    )
    assert rows == [("with ROR", 280)]
    labels = marts.row("select sum(strings) from marts.affiliation_confusion")
    assert labels == (560,)
