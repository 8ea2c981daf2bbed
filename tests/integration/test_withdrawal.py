"""A bad row and a withdrawn snapshot leave the tables as if they had never landed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ingestion.landing.set_aside import update_set_aside
from ingestion.landing.snapshots import connect, snapshots
from ingestion.refresh import land_directory
from ingestion.registry import SOURCES
from tests.builders import ROOT
from tests.integration.installation import VINTAGES, Installation

# These tables read lists of models, by vintage and over pairs of vintages.
TABLES = ("models", "revision_pairs", "vintages", "rows_set_aside", "withdrawn_snapshots")
EPOCH = SOURCES["epoch"]
FIRST, SECOND, THIRD, *_ = VINTAGES
# One model of fifty has an impossible compute.
WITH_A_BAD_ROW = VINTAGES[SECOND].replace("1.000e+20", "0", 1)


class Home(Installation):
    """An installation that builds a few tables only."""

    def add_vintage(self, name: str, text: str = "") -> None:
        (self.inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (self.inbox / name).write_text(text or VINTAGES[name])
        with connect() as connection:
            land_directory(connection, EPOCH, self.settings.raw, self.inbox, lambda _: None)

    def build(self, *_: str) -> None:
        with connect() as connection:
            update_set_aside(connection, self.settings.raw, EPOCH)
        super().build("--select", *(f"+{table}" for table in TABLES))

    def tables(self) -> dict[str, list[tuple[object, ...]]]:
        """Return rows without retrieval times, which change if a file lands again."""
        columns = {"vintages": "* exclude (retrieved_at)"}
        return {
            table: self.query(f"select {columns.get(table, '*')} from marts.{table} order by all")
            for table in TABLES
        }

    def snapshot(self, name: str) -> str:
        stored = {one.file: one.snapshot_id for one in snapshots(self.settings.raw, EPOCH)}
        return stored[name]


def withdraw(home: Home, snapshot: str, reason: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ingestion", "withdraw", "epoch", snapshot]
    command += [str(home.settings.raw), "--reason", reason]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home that never had the third vintage."""
    home = Home(tmp_path_factory.mktemp("home"))
    home.add_vintage(FIRST)
    home.add_vintage(SECOND, WITH_A_BAD_ROW)
    home.build()
    return home


def test_a_bad_row_is_listed_and_counted_nowhere(home: Home) -> None:
    assert home.query(
        "select source, file, list, source_row, rule, column_name, value, rows"
        " from marts.rows_set_aside"
    ) == [
        (
            "epoch",
            SECOND,
            "notable",
            2,
            "must be above 0 and at most 1e30 FLOP",
            "training_compute_flop",
            "0.0",
            50,
        )
    ]
    counts = "select vintage::varchar, count(*) from marts.models group by all order by all"
    assert home.query(counts) == [("2023-01-01", 40), ("2024-01-01", 49)]


def test_a_withdrawn_snapshot_leaves_no_row(home: Home) -> None:
    never_had = home.tables()
    home.add_vintage(THIRD)
    home.build()
    assert home.tables() != never_had

    snapshot = home.snapshot(THIRD)
    wrong = withdraw(home, "2020-01-01_no.csv_000", "a test")
    assert wrong.returncode == 1
    assert f"epoch has no such snapshot; stored: {home.snapshot(FIRST)}, " in wrong.stderr
    assert withdraw(home, snapshot, " ").stderr.endswith("a withdrawal needs a reason\n")
    done = withdraw(home, snapshot, "The list has made-up rows")
    assert done.returncode == 0, done.stderr

    # The publisher's file is still in the directory, and does not land again.
    with connect() as connection:
        landings = land_directory(connection, EPOCH, home.settings.raw, home.inbox, print)
    assert [landing.status for landing in landings] == ["stored", "stored", "withdrawn"]
    home.build()
    tables = home.tables()
    assert len(tables.pop("withdrawn_snapshots")) == 1
    assert never_had.pop("withdrawn_snapshots") == []
    assert tables == never_had
    assert home.query(
        "select source, shape, file, rows, reason, withdrawn_on = current_date"
        " from marts.withdrawn_snapshots"
    ) == [("epoch", "epoch", THIRD, 60, "The list has made-up rows", True)]


def test_the_order_of_vintages_does_not_matter(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path)
    other.add_vintage(SECOND, WITH_A_BAD_ROW)
    other.add_vintage(FIRST)
    other.build()
    tables = other.tables()
    del tables["withdrawn_snapshots"]
    assert tables.items() <= home.tables().items()


def test_a_folder_removed_by_hand_leaves_no_row(home: Home, tmp_path: Path) -> None:
    snapshot = home.snapshot(SECOND)
    (home.settings.raw / "epoch" / snapshot).rename(tmp_path / snapshot)
    home.build()
    assert home.query("select distinct vintage::varchar from marts.models") == [("2023-01-01",)]
    assert home.query("select count(*) from marts.rows_set_aside") == [(0,)]
