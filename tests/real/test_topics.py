"""Topics on the publishers' own files: the accuracy of the tags."""

from __future__ import annotations

from tests.record.warehouse import Warehouse


def test_labelled_works_are_found_and_most_tags_are_right(marts: Warehouse) -> None:
    rows = marts.rows(
        "select measure, n, value from marts.topic_accuracy where split = 'test' and topic is null"
        " order by measure"
    )
    (precision, tagged, right_share), (recall, topics, found_share) = rows
    assert (precision, recall) == ("precision", "recall")
    assert tagged > 300
    assert topics > 300
    assert right_share > 0.75
    assert found_share > 0.65


def test_imprecise_topics_carry_a_caveat_and_others_do_not(marts: Warehouse) -> None:
    rows = marts.rows(
        "select distinct topics.is_imprecise, list_contains(metrics.caveats, 'topic_precision')"
        " from marts.metrics as metrics inner join marts.dim_topic as topics using (topic)"
    )
    assert sorted(rows) == [(False, False), (True, True)]
