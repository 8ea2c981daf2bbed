"""Units are formatted by one table."""

from __future__ import annotations

import pytest

from reports.text.units import (
    format_interval,
    format_value,
)


@pytest.mark.parametrize(
    ("unit", "value", "text", "interval"),
    [
        ("share", 0.142, "14.2%", "9.6–20.6%"),
        ("log10_ratio", 1.78, "60 times", "1.2–1.6"),
        ("log10_ratio", 0.001, "1.0 times", "1.2–1.6"),
        ("log2_ratio", 0.5, "1.41 times", "1.07–1.15"),
        ("log10_flop", 24.0, "1.0e24 FLOP", "1.2e00–1.6e00"),
        ("months", 5.7, "5.7 months", "0.1–0.2"),
        ("gini", 0.87, "0.87", "0.10–0.21"),
        ("share_gap", -0.013, "−1.3 percentage points", "9.6–20.6"),
        ("citations a year", 3.0, "3.00 citations a year", "0.10–0.21"),
    ],
)
def test_a_value_and_its_interval_share_a_unit(
    unit: str, value: float, text: str, interval: str
) -> None:
    assert format_value(value, unit) == text
    assert format_interval(0.096, 0.206, unit) == interval


def test_ends_of_an_interval_that_differ_look_different() -> None:
    assert format_interval(0.99957, 0.999997, "share", 0) == "99.96–100.00%"
    assert format_interval(1, 1, "share", 0) == "100–100%"


def test_an_interval_without_an_upper_end_is_open() -> None:
    assert format_interval(5.3, None, "months", 1) == "5.3 or more"
    assert format_interval(0.5, None, "share") == "50.0% or more"
