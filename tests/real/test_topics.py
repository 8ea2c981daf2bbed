"""Topics on the publishers' own files: the accuracy of the tags, and the slopes of M14."""

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


def test_the_split_by_region_rests_on_papers_of_known_country(marts: Warehouse) -> None:
    rows = marts.rows(
        "select region, n, ci_low <= value and value <= ci_high from marts.metrics"
        " where metric = 'academic_share_on_intensity' and definition = 'wls_all_models'"
        " and counting = 'full' and period = 'all' and region is not null and not suppressed"
        " order by region"
    )
    assert [region for region, *_ in rows] == ["China", "Europe", "United States"]
    assert all(n >= 20 and holds for _, n, holds in rows)
    without_unknown = marts.rows(
        "select count(*) from marts.metrics where metric = 'topic_tilt' and region is not null"
        " and period = 'all' and not suppressed and n_unknown = 0"
    )
    assert without_unknown == [(0,)]
