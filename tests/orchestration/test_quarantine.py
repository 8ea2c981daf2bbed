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


def stored(settings: Settings, source: str) -> list[str]:
    """Return the ids of the files of a source."""
    return [one.snapshot_id for one in snapshots(settings.raw, SOURCES[source])]


def node_of(settings: Settings, name: str) -> str:
    """Return the id of a node of dbt, which ends with a hash if it is a test."""
    nodes = json.loads((settings.dbt_target / "manifest.json").read_text())["parent_map"]
    return next(node for node in nodes if name in node.split("."))


def test_files_that_break_tables_are_withdrawn_and_published_ones_stay(
    parsed: Settings, tmp_path: Path
) -> None:
    """Such a file would stop every later run. A node may read several sources."""
    settings, files = home_of(parsed, tmp_path), tmp_path / "files"
    designers = "chip_owners/2026-01-{}_ai_chip_owners_cumulative_by_designer.csv"
    for name, content in {
        designers.format("01"): csv_text([ROW]),
        designers.format("02"): csv_text([ROW, ROW]),
        "reduced/2026-01-02_robots.json": json.dumps([{**PAPER, "year": 2**40}]),
        "lists/2026-01-03_robots.csv": list_of_a_user(),
    }.items():
        (files / name).parent.mkdir(parents=True, exist_ok=True)
        (files / name).write_text(content)
    for name, source in SOURCES.items():
        # Rules at landing would set the rows aside, or refuse the file.
        lax = {"reduced": replace(source, rules=()), "chip_owners": replace(source, grain=())}
        land_folder(files, lax.get(name, source), settings.raw)
    first, second = stored(settings, "chip_owners")
    (broken,), (good,) = stored(settings, "reduced"), stored(settings, "lists")
    staging = node_of(settings, "shape_of_stg_chip_owners__stocks")
    assert quarantine(settings, [node_of(settings, "list_event")], []) == []
    assert quarantine(settings, [staging], [first, second]) == []
    behind = node_of(settings, "int_listings")
    found = quarantine(settings, [staging, behind], [first, good])
    assert found == [f"chip_owners {second}", f"reduced {broken}"]
    assert (stored(settings, "chip_owners"), stored(settings, "lists")) == ([first], [good])


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
    accept = "(if it is intended: make report ACCEPT=epoch/2026-01-01_{}_ai_models.csv REASON=...)"
    assert withdraw_lists(settings, broken, [notable]) == []
    found = withdraw_lists(settings, broken, [])
    assert found == [f"epoch {notable} {accept.format('notable')}"]
    assert [one.snapshot_id for one in snapshots(settings.raw, SOURCES["epoch"])] == [every]
    found = withdraw_lists(settings, [broken[0]._replace(list="models")], [])
    assert found == [f"epoch {every} {accept.format('all')}"]
