"""Models within a budget: the answers, the figure, the table and the calculator."""

from __future__ import annotations

import pytest

from reports.marts.reader import Marts, NotEnoughDataError
from reports.publication import render
from reports.questions import what_is_in_reach
from reports.questions.question import Answer
from reports.site.pages import what_is_in_reach as reach
from tests.reports.conftest import Published, Warehouse
from tests.reports.marts import H100


def text(answer: Answer | None) -> str:
    return str(answer.text) if answer else ""


def test_the_answer_states_k_of_n(full: Warehouse) -> None:
    assert text(what_is_in_reach.answer(Marts(full.connection))) == (
        "A month on 8 H100 could have trained 1 of 34 notable models of 2025 with known compute "
        "(3%, 1–15%), and a month on 5,000 H100 26 of 34 (76%, 60–88%)."
    )


def test_the_fall_below_half_has_its_years(full: Warehouse) -> None:
    fall = text(what_is_in_reach.falls(Marts(full.connection)))
    assert "one node of 8 GPUs since 2025 (before 2024 to 2025);" in fall
    assert "a university cluster of 384 GPUs not yet in 2025;" in fall
    full.connection.execute(
        "update marts.reachable_halves set state = 'before_data' where year is not null"
    )
    assert "GPUs in every year since 2024;" in text(what_is_in_reach.falls(Marts(full.connection)))


def test_the_bounds_stand_beside_the_shares(full: Warehouse) -> None:
    shares = text(what_is_in_reach.by_budget(Marts(full.connection)))
    assert "the shares are 1–61% with one node of 8 GPUs" in shares


def test_the_figure_shows_both_rules_and_claims_a_fall_in_the_data(full: Warehouse) -> None:
    figure = render.build("reachable_share", Marts(full.connection))
    assert figure.text.title.startswith("Since 2025, a month on one node of 8 GPUs")
    assert len(figure.data) == 12
    assert figure.data["team_class"].isna().all()
    assert "up to 4 percentage points" in figure.text.caption
    full.connection.execute("update marts.reachable_halves set year_high = null")
    assert "Since" not in render.build("reachable_share", Marts(full.connection)).text.title


def test_a_warehouse_without_hardware_has_no_figure_and_no_calculator(full: Warehouse) -> None:
    full.connection.execute("delete from marts.metrics where metric = 'reachable_share'")
    marts = Marts(full.connection)
    with pytest.raises(NotEnoughDataError, match="no budgets of training compute"):
        render.build("reachable_share", marts)
    facts = (what_is_in_reach.answer, what_is_in_reach.falls, what_is_in_reach.by_budget)
    assert [fact(marts) for fact in facts] == [None, None, None]
    assert reach.budget_table(marts)["rows"] == []
    assert reach.calculator(marts) is None


def test_sponsors_stand_beside_the_unknown(full: Warehouse) -> None:
    marts = Marts(full.connection)
    sponsors = text(what_is_in_reach.sponsors(marts))
    assert "29 of 30 (97%, 83–99%) of the mixed" in sponsors
    assert "unknown for 20 and 20 more" in sponsors
    full.connection.execute("delete from marts.metrics where sector = 'industry'")
    assert what_is_in_reach.sponsors(Marts(full.connection)) is None


def test_the_calculator_has_sorted_computes_and_devices_in_use(full: Warehouse) -> None:
    full.connection.execute(
        "update marts.models set publication_date = date '2014-05-01'"
        " where source_row in (1, 3, 4);"
        "update marts.models set log10_flop = null where source_row = 4"
    )
    data = reach.calculator(Marts(full.connection))
    assert data is not None
    assert [device["name"] for device in data["devices"]] == [H100, "Other <GPU>"]
    assert [device["chosen"] for device in data["devices"]] == [True, False]
    (year,) = (row for row in data["years"] if row["year"] == 2014)
    assert year == {"year": 2014, "flops": [[16, 17, 18], [17], [16, 18]], "unknown": 1}


def test_the_page_allows_the_calculator_and_no_other_page_does(published: Published) -> None:
    policies = {
        name: (published.folder / f"{name}.html").read_text().count("sha256-")
        for name in ("what-is-in-reach", "who-trains")
    }
    assert policies == {"what-is-in-reach": 3, "who-trains": 2}
    page = (published.folder / "what-is-in-reach.html").read_text()
    assert "Other <GPU>" not in page
