"""Metrics are selected with bound values, pooled over every dimension that is not named."""

from __future__ import annotations

from reports.marts.metric_query import ANY, MetricQuery
from reports.marts.reader import Marts
from tests.reports.conftest import Warehouse

PLACE = ("any_industry_share", "accepted")


def test_unnamed_dimensions_are_pooled(full: Warehouse) -> None:
    marts = Marts(full.connection)
    pooled = marts.records(*MetricQuery(*PLACE).select("venue"))
    every = marts.records(*MetricQuery(*PLACE, venue=ANY).select("venue"))
    assert {row["venue"] for row in pooled} == {None}
    assert {row["venue"] for row in every} == {None, "nips"}


def test_values_are_bound() -> None:
    hostile = "x' or true --"
    query = MetricQuery(hostile, period=["2020", "2021"], where="n > ?", values=(5,))
    text, values = query.select("n", "limit ?", 1)
    assert hostile not in text
    assert values == [hostile, ["2020", "2021"], "full", 5, 1]


def test_suppressed_rows_are_left_out_unless_selected(full: Warehouse) -> None:
    full.share(*PLACE, "1999", 1, 3)
    marts = Marts(full.connection)
    default = MetricQuery(*PLACE, period="1999")
    every = MetricQuery(*PLACE, period="1999", only_shown=False)
    assert len(marts.records(*default.select("n"))) == 0
    assert len(marts.records(*every.select("n"))) == 1
