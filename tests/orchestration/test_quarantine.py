"""A stored file that breaks its staging table or a gate is found, named and withdrawn."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ingestion.landing.snapshots import snapshots
from ingestion.registry import SOURCES
from orchestration.quarantine import Listed, Stored, culprits, quarantine, withdraw_lists
from orchestration.settings import LIVE_SOURCES, Settings
from tests.builders import csv_text, land_folder, list_of_a_user, model
from tests.ingestion.sources.test_reduced import PAPER

OWNERS = SOURCES["chip_owners"]
ROW = {
    "Owner": "Acme", "Chip manufacturer": "Acme", "End date": "2024-03-31",
    "H100e (5th percentile)": "1", "Compute estimate in H100e (median)": "2",
    "H100e (95th percentile)": "3",
}  # fmt: skip


def home_of(parsed: Settings, folder: Path) -> Settings:
    """Return an empty installation with dbt's manifest."""
    settings = Settings(folder / "home", LIVE_SOURCES)
    settings.raw.mkdir(parents=True)
    settings.dbt_target.mkdir(parents=True)
    shutil.copy(parsed.dbt_target / "manifest.json", settings.dbt_target)
    return settings


def node_of(settings: Settings, name: str) -> str:
    """Return the id of a node of dbt, which ends with a hash if it is a test."""
    nodes = json.loads((settings.dbt_target / "manifest.json").read_text())["parent_map"]
    return next(node for node in nodes if name in node.split("."))


def test_a_file_that_breaks_staging_is_withdrawn_and_a_published_one_stays(
    parsed: Settings, tmp_path: Path
) -> None:
    """Such a file would stop every later run. A rule at landing would set its row aside."""
    settings, files = home_of(parsed, tmp_path), tmp_path / "files"
    (files / "chip_owners").mkdir(parents=True)
    for day, rows in (("01", [ROW]), ("02", [ROW, ROW])):
        name = f"2026-01-{day}_ai_chip_owners_cumulative_by_designer.csv"
        (files / "chip_owners" / name).write_text(csv_text(rows))
    land_folder(files, replace(OWNERS, grain=()), settings.raw)
    first, second = [one.snapshot_id for one in snapshots(settings.raw, OWNERS)]
    failed = [node_of(settings, "shape_of_stg_chip_owners__stocks")]
    assert quarantine(settings, [node_of(settings, "list_event")], []) == []
    assert quarantine(settings, failed, [first, second]) == []
    assert quarantine(settings, failed, [first]) == [f"chip_owners {second}"]
    assert [one.snapshot_id for one in snapshots(settings.raw, OWNERS)] == [first]


def test_a_table_behind_staging_is_traced_to_the_file_of_any_source(
    parsed: Settings, tmp_path: Path
) -> None:
    """A node may read several sources."""
    settings, files = home_of(parsed, tmp_path), tmp_path / "files"
    for name, content in {
        "reduced/2026-01-02_robots.json": json.dumps([{**PAPER, "year": 2**40}]),
        "lists/2026-01-03_robots.csv": list_of_a_user(),
    }.items():
        (files / name).parent.mkdir(parents=True, exist_ok=True)
        (files / name).write_text(content)
    for name, source in SOURCES.items():
        # A rule at landing would set the row aside.
        land_folder(files, replace(source, rules=()) if name == "reduced" else source, settings.raw)
    (broken,) = [one.snapshot_id for one in snapshots(settings.raw, SOURCES["reduced"])]
    (good,) = [one.snapshot_id for one in snapshots(settings.raw, SOURCES["lists"])]
    assert quarantine(settings, [node_of(settings, "int_listings")], [good]) == [
        f"reduced {broken}"
    ]
    assert len(snapshots(settings.raw, SOURCES["lists"])) == 1


@pytest.mark.parametrize("broken", [{"a"}, {"c"}, {"a", "d"}, {"b", "c", "d"}, set()])
def test_halves_of_a_group_lead_to_the_files_that_break(broken: set[str]) -> None:
    group = [Stored("lists", name) for name in "abcd"]
    found = culprits(group, lambda kept: any(one.snapshot in broken for one in kept))
    assert {one.snapshot for one in found} == broken


def test_of_the_files_of_a_vintage_that_with_the_broken_list_is_withdrawn(tmp_path: Path) -> None:
    """A list without a part of its name may be in any file of its vintage."""
    settings, files = Settings(tmp_path / "home", LIVE_SOURCES), tmp_path / "files"
    (files / "epoch").mkdir(parents=True)
    settings.raw.mkdir(parents=True)
    for kind in ("notable", "all"):
        name = f"2026-01-01_{kind}_ai_models.csv"
        (files / "epoch" / name).write_text(csv_text([model(Model=kind)]))
    land_folder(files, SOURCES["epoch"], settings.raw)
    every, notable = [one.snapshot_id for one in snapshots(settings.raw, SOURCES["epoch"])]
    broken = [
        Listed("epoch", "2026-01-01", "notable"),
        Listed("epoch", "2025-01-01", "all"),
        Listed("Paper Copilot", "2026-01-01", "iclr"),
    ]
    accept = "(if it is meant: make report ACCEPT=epoch/2026-01-01_{}_ai_models.csv REASON=...)"
    assert withdraw_lists(settings, broken, [notable]) == []
    found = withdraw_lists(settings, broken, [])
    assert found == [f"epoch {notable} {accept.format('notable')}"]
    assert [one.snapshot_id for one in snapshots(settings.raw, SOURCES["epoch"])] == [every]
    found = withdraw_lists(settings, [broken[0]._replace(list="models")], [])
    assert found == [f"epoch {every} {accept.format('all')}"]
