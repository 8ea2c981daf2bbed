"""The page on capacity states costs, slopes, ratios and limits from given rows."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench import capacity, sizes
from tests.bench.sizes import Row

PLACE = {"day": "2026-01-02", "machine": "2 cores", "versions": "v1", "commit": "abc", "note": ""}
MEASURED = ("landing", "bare COPY", *capacity.DBT, "start of dbt", *capacity.COMPARED)


def planted(works: int) -> list[Row]:
    """Plant a cost in proportion to works, and a quadratic one for polars."""
    rows = [
        Row(works, 1, stage, works / 500, works / 1000, works / 100, **PLACE) for stage in MEASURED
    ]
    changes = {"polars": {"cpu_s": (works / 1000) ** 2}, "landing": {"cpu_s": works / 250}}
    return [replace(row, **changes.get(row.stage, {})) for row in rows]


ROWS = [*planted(10_000), *planted(100_000)]


def test_costs_and_ratios_are_stated() -> None:
    lines = list(capacity.cost_lines(capacity.medians(ROWS)))
    assert "| landing | 10,000 | 20.0 | 40.0 | 100 | 500 | 4.00 |" in lines
    assert "| pipeline, transform | 10,000 | 20.0 | 10.0 | 100 | 500 | 0.10 |" in lines
    # Five stages of 100 seconds each.
    assert "| dbt in all | 100,000 | 1,000.0 | 500.0 | 1,000 | 100 |  |" in lines


def test_a_quadratic_cost_is_found() -> None:
    lines = list(capacity.slope_lines(capacity.medians(ROWS)))
    assert "| polars | 2.00 | 110,000.0 | 10,000 |" in lines
    assert "| pandas | 1.00 | 1,000.0 | 10,000 |" in lines


def test_the_arithmetic_of_what_fits_is_shown() -> None:
    text = capacity.page(ROWS, "capacity.png")
    # (8,192 - 1,000) / 10,000 + 0.1 and (12 x 3600 x 8 - 500) / 5,000 + 0.1 millions.
    assert "| laptop | 16 | 8 | 0.82 | 69 | 0.82 |" in text
    assert "0.1 + (half of the memory - 1,000 MiB) / 10,000 MiB" in text
    assert "synthetic" in text


def test_works_that_fit_have_two_digits() -> None:
    assert [capacity.millions(works) for works in (138_240.8e6, 795.3e6, 2.94e6, math.inf)] == [
        "140,000", "800", "2.9", "inf",
    ]  # fmt: skip


def test_a_note_is_stated() -> None:
    assert "**Provisional.**" in capacity.page(
        [*ROWS, replace(ROWS[0], note="provisional")], "a.png"
    )


def test_one_size_has_no_slope() -> None:
    with pytest.raises(ValueError, match="two numbers of works"):
        capacity.page(planted(10), "capacity.png")


def test_a_new_measurement_replaces_that_of_the_same_size(tmp_path: Path) -> None:
    path = tmp_path / "sizes.csv"
    sizes.store(path, ROWS)
    assert sizes.read_rows(path) == ROWS
    again = [replace(row, cpu_s=1.5) for row in planted(10_000)]
    sizes.store(path, again)
    assert sizes.read_rows(path) == [*again, *planted(100_000)]


def test_labels_are_not_part_of_the_transform() -> None:
    model = "model.compute_divide.{}".format
    parents = {model(name): [model("int_affiliations"), model("shared")] for name in sizes.TARGETS}
    parents[model("int_affiliations")] = [model("rules")]
    parents[model("shared")] = ["seed.compute_divide.topic"]
    assert sizes.needed_models(parents) == sorted([*sizes.TARGETS, "shared"])


def test_a_stage_that_fails_is_an_error_with_its_output(tmp_path: Path) -> None:
    bench = sizes.Bench(tmp_path)
    with pytest.raises(sizes.subprocess.CalledProcessError) as raised:
        bench.run("sh", "-c", "echo broken; exit 3", stage="landing")
    assert (raised.value.returncode, raised.value.__notes__) == (3, ["broken\n"])
    assert bench.costs == {}
