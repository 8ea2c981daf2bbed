"""Figures of topics: their claims, the rows that they leave out, and refusals."""

from __future__ import annotations

from tests.reports.drawn import built
from tests.reports.marts import Warehouse

SCATTER = "topic_scatter"


def set_slope(warehouse: Warehouse, low: float, high: float) -> None:
    for table in ("topic_fits", "metrics where metric = 'academic_share_on_intensity'"):
        name, _, where = table.partition(" ")
        query = f"update marts.{name} set slope = ?, ci_low = ?, ci_high = ? {where}"
        if name == "metrics":
            query = query.replace("slope", "value")
        warehouse.connection.execute(query, [(low + high) / 2, low, high])


def test_the_sign_of_the_slope_is_said_as_what_it_is(full: Warehouse) -> None:
    figure = built(full, SCATTER)
    assert figure.text.title == (
        "In topics that take more compute, academic-only teams are rarer over all years (clear "
        "under 1 of 1 choices)"
    )
    assert "\N{MINUS SIGN}4.0 points (\N{MINUS SIGN}6.0 to \N{MINUS SIGN}2.0)" in figure.alt
    assert len(figure.data) == 5
    set_slope(full, -0.02, 0.03)
    assert "teams are not clearly more common over all years" in built(full, SCATTER).text.title
    set_slope(full, 0.02, 0.03)
    assert "teams are more common over all years" in built(full, SCATTER).text.title


def test_a_sign_that_a_definition_does_not_share_is_limited(full: Warehouse) -> None:
    full.connection.execute(
        "insert into marts.metrics by name select * replace ('logit_all_models' as definition,"
        " 0.1 as ci_high) from marts.metrics where metric = 'academic_share_on_intensity'"
    )
    figure = built(full, SCATTER)
    assert figure.text.title.endswith("rarer over all years (clear under 1 of 2 choices)")


def test_the_newest_years_are_drawn_and_all_years_said_beside_them(full: Warehouse) -> None:
    for table in ("topic_join", "topic_fits"):
        full.connection.execute(
            f"insert into marts.{table} by name select * replace ('2023-latest' as period)"
            f" from marts.{table}"
        )
    full.connection.execute("update marts.topic_fits set ci_high = 0.1 where period = 'all'")
    figure = built(full, SCATTER)
    assert set(figure.data["period"]) == {"2023-latest"}
    assert "are rarer since 2023 (clear under 0 of 0 choices) and not clearly" in figure.text.title


def test_tilts_are_ranked_and_imprecise_topics_marked(full: Warehouse) -> None:
    figure = built(full, "topic_tilt")
    assert figure.data["topic"].iloc[0] == "bandits"
    assert figure.data["topic"].iloc[-1] == "large_language_models"
    assert "Fairness* 0.76 times" in figure.alt


def test_small_cells_are_left_out(full: Warehouse) -> None:
    rows = built(full, "topic_shares").data
    assert set(rows["period"]) == {"2019", "2020"}
    assert "bandits" not in set(rows["topic"])


def test_the_gap_has_a_panel_for_each_rule(full: Warehouse) -> None:
    figure = built(full, "intensity_gap")
    assert len(figure.data) == 8
    assert "Foundation models, venues fixed: 2015–2019 −10.0 (−19.0 to −1.0), n" in figure.alt
