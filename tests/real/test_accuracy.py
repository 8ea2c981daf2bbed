"""Topics and mentions of models in the texts of papers, beside our labels of them."""

from __future__ import annotations

from tests.record.warehouse import Warehouse


def test_most_topics_are_found_and_right(marts: Warehouse) -> None:
    rows = marts.rows(
        "select measure, n, value from marts.accuracy where subject = 'topics'"
        " and split = 'test' and item is null order by measure"
    )
    (precision, tagged, right_share), (recall, topics, found_share) = rows
    assert (precision, recall) == ("precision", "recall")
    assert min(tagged, topics) > 300
    assert right_share > 0.75
    assert found_share > 0.65


def test_enough_mentions_were_checked_and_most_are_right(marts: Warehouse) -> None:
    rows = marts.rows(
        "select measure, scope, n, value from marts.accuracy where subject = 'pre-trained models'"
    )
    checked = [n for name, scope, n, _ in rows if (name, scope[:5]) == ("precision", "names")]
    assert sum(checked) >= 200
    share = {(measure, scope): value for measure, scope, _, value in rows}
    assert share["precision", "random draw"] >= 0.9
    assert share["recall", "names of the list, in works read in full"] >= 0.8
