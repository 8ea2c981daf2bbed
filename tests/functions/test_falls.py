"""The allowed years cover the planted year in which a share falls below half."""

from __future__ import annotations

import pytest

from dbt_project.functions.estimates.falls import fall_below_half
from tests.functions.planted import rows_of


@pytest.mark.parametrize(
    ("counts", "state", "years"),
    [
        pytest.param([20, 8, 10, 1], "in_data", (2023, 2021, 2023), id="the last fall counts"),
        pytest.param([20, 1, 1, 10], "not_yet", (None, 2021, None), id="it is half again"),
        pytest.param([9, 1, 1, 1], "before_data", (None, None, 2021), id="it was never half"),
        pytest.param([20, 20, 20, 20], "not_yet", (None, 2024, None), id="it has not fallen"),
    ],
)
def test_the_state_says_where_the_fall_lies(
    counts: list[int], state: str, years: tuple[int | None, ...]
) -> None:
    values = [k / 20 for k in counts]
    shares = rows_of(year=range(2020, 2024), value=values, effective_n=[20] * 4, degrees=[1e6] * 4)
    fall = fall_below_half(shares)
    assert fall[3:] == (state, *years)
    assert fall[:3] == (4, 2020, 2023)
