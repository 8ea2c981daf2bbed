"""The strings of the benchmark are the same in every run, distinct, and mostly classifiable."""

from __future__ import annotations

from tests.bench.run import made_up_strings


def test_made_up_strings_are_distinct_and_repeat() -> None:
    strings = made_up_strings(1000)
    assert len(set(strings)) == 1000
    assert strings[:10] == made_up_strings(10)
    assert all(string.count(", ") >= 2 for string in strings)
