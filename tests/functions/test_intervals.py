"""The Wilson interval contains its share; test_works compares it with a library's."""

from __future__ import annotations

from dbt_project.functions.estimates.intervals import wilson


def test_the_interval_contains_its_share_to_the_last_digit() -> None:
    """The formula alone gives an upper end just below one for some n of n."""
    for n in range(1, 200):
        assert wilson(1, n).high == 1
        assert wilson(0, n).low == 0
