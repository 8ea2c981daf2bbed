"""Metrics are selected with bound values, pooled over every dimension that is not named."""

from __future__ import annotations

from reports.marts.metric_query import MetricQuery

PLACE = ("any_industry_share", "accepted")


def test_values_are_bound() -> None:
    hostile = "x' or true --"
    query = MetricQuery(hostile, period=["2020", "2021"], where="n > ?", values=(5,))
    text, values = query.select("n", "limit ?", 1)
    assert hostile not in text
    assert values == [hostile, ["2020", "2021"], "full", 5, 1]
