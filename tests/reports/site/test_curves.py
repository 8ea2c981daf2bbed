"""The scales of the charts that a page draws itself."""

from __future__ import annotations

import pytest

from reports.site.curves import round_years, sketch


@pytest.mark.parametrize(
    ("values", "is_log", "ticks"),
    [
        ([0.0, 0.0, 0.0], False, ["0", "0.5", "1"]),  # no case in any year
        ([0, 2, 1], False, ["0", "1", "2"]),  # counts have no halves
        ([23.2, 23.4, 23.9], True, ["23", "24"]),
        ([0.2, 0.31, 0.58], False, ["0", "0.2", "0.4", "0.6"]),
    ],
)
def test_a_scale_has_few_round_ticks(values: list[float], is_log: bool, ticks: list[str]) -> None:
    rows = [
        {"x": 2020 + year, "value": value, "ci_low": None, "ci_high": None}
        for year, value in enumerate(values)
    ]
    drawn = sketch("", "", rows, "{:g}".format, is_log=is_log)
    assert drawn is not None
    assert [text for text, _ in drawn["ticks"]] == ticks
    assert round_years(1958, 2023) == [1960, 1980, 2000, 2020]
