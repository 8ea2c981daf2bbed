"""The simulation of days measures a home, and prunes as the command does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import days
from tests.bench.days import Sizes, measured, simulate


def test_a_home_is_measured_and_its_days_are_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    for name, size in {
        "published/20260101T000000Z/index.html": 3000,
        "dagster/history/runs/a.db": 500,
        "raw/publishers/epoch/2026-01-01_a/manifest.json": 20,
        "raw/publishers/clusters/2026-01-01_b/manifest.json": 7,
    }.items():
        days.reserve(home / name, size)
    (home / "published" / "latest").symlink_to("20260101T000000Z")
    sizes = measured(home)
    assert sizes == Sizes(3000, 500, {"epoch": 20, "clusters": 7})
    assert (sizes.landed(1), sizes.landed(30)) == (20, 27)
    monkeypatch.setattr(days, "RUNS", 1)
    monkeypatch.setattr(days, "PUBLICATIONS", 2)
    found = list(simulate(sizes, tmp_path, 3))
    assert [row[:2] for row in found] == [(1, 47), (2, 67), (3, 87)]
    manifest = len('{"sources": "live"}')
    assert [row[2] for row in found] == [n * (3000 + manifest) for n in (1, 2, 2)]
    assert len({row[3] for row in found}) == 1
