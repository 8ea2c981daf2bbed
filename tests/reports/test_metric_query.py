"""Metrics are selected with bound values, pooled over every dimension that is not named."""

from __future__ import annotations

from reports.marts.metric_query import ANY, MetricQuery
from tests.reports.edited import Edited

PLACE = ("any_industry_share", "accepted")


def test_unnamed_dimensions_are_pooled(record: Edited) -> None:
    pooled = record.marts.records(*MetricQuery(*PLACE).select("venue"))
    every = record.marts.records(*MetricQuery(*PLACE, venue=ANY).select("venue"))
    assert {row["venue"] for row in pooled} == {None}
    assert {row["venue"] for row in every} > {None, "aaai"}


def test_values_are_bound() -> None:
    hostile = "x' or true --"
    query = MetricQuery(hostile, period=["2020", "2021"], where="n > ?", values=(5,))
    text, values = query.select("n", "limit ?", 1)
    assert hostile not in text
    assert values == [hostile, ["2020", "2021"], "full", 5, 1]


def test_suppressed_rows_are_left_out_unless_selected(record: Edited) -> None:
    record.edit(
        "update marts.metrics set suppressed = true, value = null"
        " where metric = 'any_industry_share' and period = '2020'"
    )
    default = MetricQuery(*PLACE, period="2020")
    every = MetricQuery(*PLACE, period="2020", only_shown=False)
    assert len(record.marts.records(*default.select("n"))) == 0
    assert len(record.marts.records(*every.select("n"))) > 0
