"""The invented strings of the benchmark repeat, are distinct, and have three parts."""

from __future__ import annotations

from tests.bench.run import invented_strings


def test_invented_strings_are_distinct_and_repeat() -> None:
    strings = invented_strings(1000)
    assert len(set(strings)) == 1000
    assert strings[:10] == invented_strings(10)
    assert all(string.count(", ") >= 2 for string in strings)
