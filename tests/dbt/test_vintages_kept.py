"""Marts keep some vintages of a list for good, and the files keep all."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from ingestion.registry import SOURCES
from orchestration.settings import Settings
from tests.builders import csv_text, land_file, model, run_dbt

QUERY = "select cast(vintage as varchar) as day from ({{ kept_vintages('epoch_models') }})"


def test_old_days_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first day, the last of each month and the last 14 stay, and a day that is asked for."""
    monkeypatch.setenv("COMPUTE_DIVIDE_VINTAGES", "2026-01-20")
    settings = Settings(tmp_path, str(tmp_path))
    settings.warehouse.parent.mkdir()
    first, file = dt.date(2026, 1, 14), tmp_path / "list.csv"
    days = [str(first + dt.timedelta(days=day)) for day in range(45)]
    for day in days:
        file.write_text(csv_text([model(Model=f"of {day}")]))
        land_file(file, SOURCES["epoch"], settings.raw, f"{day}_notable_ai_models.csv", day)
    command = ["show", "--quiet", "--output", "json", "--limit", "50", "--inline", QUERY]
    done = run_dbt(settings, *command)
    assert done.returncode == 0, done.stdout + done.stderr
    kept = {row["day"] for row in json.loads(done.stdout)["show"]}
    assert kept == {days[0], "2026-01-31", "2026-01-20", *days[-14:]}
