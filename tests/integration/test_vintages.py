"""Random vintages and a user's lists of papers and models through ingestion and dbt."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from click.testing import CliRunner
from filelock import FileLock

from ingestion.landing.files import discover
from ingestion.landing.set_aside import update_set_aside
from ingestion.landing.snapshots import initialise_source, land, snapshots
from ingestion.registry import SOURCES
from orchestration.cli.command import main
from orchestration.run.settings import RECORD, Settings
from tests.builders import (
    NOW,
    connected,
    csv_text,
    land_folder,
    list_of_a_user,
    model,
    run_dbt,
    run_environment,
)

VINTAGES = ("2023-02-01", "2024-03-01", "2025-04-01")
EXTRA = ("2025-05-01", "2025-06-01")
LABELS = ["Academia", "Industry", "Industry,Academia", "Government", ""]
KEPT = 240
OWN_ROWS = 40
OWN = "own_models/2025-07-01_mine.csv"
ALONE = "alone.duckdb"
READ = (
    *("metrics_of_models", "models", "papers", "revised_models"),
    *("rows_set_aside", "vintages", "withdrawn_snapshots"),
)


class Installation:
    """A home in which files land and dbt builds the tables that a run would build."""

    def __init__(self, home: Path, inbox: Path) -> None:
        self.inbox = inbox
        self.settings = Settings(home, str(inbox))
        with connected() as connection:
            for source in SOURCES.values():
                initialise_source(connection, self.settings.raw, source)

    def add(self, name: str, content: str | bytes) -> None:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        source = SOURCES[name.split("/")[0]]
        with connected() as connection:
            for file in discover(self.inbox, source, NOW):
                land(connection, [file], source, self.settings.raw)
            update_set_aside(connection, self.settings.raw, source)

    def build(self, *tables: str) -> None:
        """Build tables and what they read, without dbt's tests."""
        options = "--quiet --exclude-resource-type test unit_test --select"
        done = run_dbt(self.settings, "build", *options.split(), *(f"+{name}" for name in tables))
        assert done.returncode == 0, done.stdout + done.stderr


def random_list(generator: np.random.Generator, rows: dict[str, dict[str, Any]]) -> None:
    """Return the next vintage of a list of models, with every kind of revision in some rows."""
    for name in [name for name in rows if generator.random() < 0.1]:
        del rows[name]
    for row in rows.values():
        if generator.random() < 0.1:
            row["Organization categorization"] = str(generator.choice(LABELS))
        if generator.random() < 0.1:
            row["Publication date"] = f"{generator.integers(2020, 2023)}-05-06"
        if generator.random() < 0.2:
            row["Training compute (FLOP)"] = "" if generator.random() < 0.5 else "1e23"
        if generator.random() < 0.1:
            row["Notability criteria"] = str(generator.choice(["SOTA improvement", ""]))
    while len(rows) < KEPT:
        name = f"Synthetic {generator.integers(10**9)}"
        rows[name] = model(
            **{
                "Model": name,
                "Publication date": f"{generator.integers(2020, 2023)}-05-06",
                "Organization categorization": str(generator.choice(LABELS)),
                "Training compute (FLOP)": "" if generator.random() < 0.3 else "1e21",
            }
        )


def synthetic_files() -> dict[str, str | bytes]:
    """Return random lists of all models and two lists of papers, beside files of the record.

    The second vintage has a model of an impossible compute, and the last two are extra.
    """
    generator = np.random.default_rng(11)
    rows: dict[str, dict[str, Any]] = {}
    paper = {"title": "A", "venue": "robots", "authors": "", "affiliations": "MIT;Google"}
    files: dict[str, str | bytes] = {
        "lists/2026-01-01_robots.csv": list_of_a_user(),
        "lists/2026-01-01_without_authors.csv": csv_text(
            [paper | {"year": year} for year in ("2022", "2023")]
        ),
        "lists/2025-09-01_eacl.csv.gz": (RECORD / "lists/2025-09-01_eacl.csv.gz").read_bytes(),
        OWN: csv_text([own_model(number) for number in range(OWN_ROWS)]),
        "hardware/ml_hardware.csv": (RECORD / "hardware/2026-07-06_ml_hardware.csv").read_bytes(),
    }
    for vintage in (*VINTAGES, *EXTRA):
        random_list(generator, rows)
        bad = [model(**{"Training compute (FLOP)": "0"})] if vintage == VINTAGES[1] else []
        files[file_of(vintage)] = csv_text([*rows.values(), *bad])
    return files


def own_model(number: int) -> dict[str, Any]:
    """Return a model of 2024. A university alone made three of four; all but one have a base."""
    return {
        "model": f"Own {number}",
        "organization": "ETH Zurich" if number % 4 else "Google,ETH Zurich",
        "publication_date": "2024-05-06",
        "training_compute_flop": "1e21",
        "base_model": "Own 0" if number else "",
    }


def file_of(vintage: str) -> str:
    return f"epoch/{vintage}_all_ai_models.csv"


def stored_snapshots(installation: Installation) -> dict[str, str]:
    """Return the snapshot of each stored list of models, by its file."""
    history = snapshots(installation.settings.raw, SOURCES["epoch"])
    return {snapshot.file: snapshot.snapshot_id for snapshot in history}


def withdraw(installation: Installation, snapshot: str, reason: str) -> str:
    """Withdraw by the command, and return its errors."""
    environment = run_environment(installation.settings.home, installation.settings.sources)
    done = CliRunner().invoke(
        main, ["withdraw", "epoch", snapshot, "--reason", reason], env=environment
    )
    assert (done.exit_code == 0) == (done.stderr == "")
    return done.stderr


FILES = synthetic_files()
REASON = "The list has made-up rows"


@pytest.fixture(scope="module")
def installation(parsed: Settings) -> Installation:
    """Every table, built once for all test processes."""
    with FileLock(parsed.home / "random.lock"):
        installation = Installation(parsed.home, parsed.home / "inbox")
        if not installation.settings.warehouse.exists():
            fill(installation)
    return installation


def fill(installation: Installation) -> None:
    """Land all files, the newest first. One extra vintage is withdrawn, and one is removed.

    Before that, a copy of the warehouse has the user's list of models alone.
    """
    installation.add(OWN, FILES[OWN])
    installation.build("metrics_of_models")
    shutil.copyfile(installation.settings.warehouse, installation.settings.home / ALONE)
    for name in reversed(FILES):
        installation.add(name, FILES[name])
    snapshot_ids = stored_snapshots(installation)
    withdrawn, removed = (snapshot_ids[file_of(vintage)] for vintage in EXTRA)
    assert withdraw(installation, withdrawn, REASON) == ""
    (installation.settings.raw / "epoch" / removed).rename(installation.settings.home / removed)
    installation.build(*READ)


@pytest.fixture(scope="module")
def warehouse(installation: Installation) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(installation.settings.warehouse), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize(
    ("day", "vintages"),
    [("2023-01-31", []), ("2023-02-01", [VINTAGES[0]]), ("2024-02-29", [VINTAGES[0]]),
     ("2024-03-01", [VINTAGES[1]]), ("2030-01-01", [VINTAGES[2]])],
)  # fmt: skip
def test_a_day_sees_the_newest_vintage_before_it(
    warehouse: duckdb.DuckDBPyConnection, day: str, vintages: list[str]
) -> None:
    rows = warehouse.execute(
        "select distinct cast(vintage as varchar) from marts.metrics_of_models"
        f" where source = 'epoch' and date '{day}' >= vintage and date '{day}' < valid_to"
    ).fetchall()
    assert [vintage for (vintage,) in rows] == vintages


def test_revised_models_have_each_kind_of_change(warehouse: duckdb.DuckDBPyConnection) -> None:
    names = warehouse.execute("select distinct change from marts.revised_models").fetchall()
    changes = {"entered", "left", "other class", "other compute", "other date"}
    assert {change for (change,) in names} == changes


def test_a_users_list_becomes_teams_and_shows_no_titles(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """The list of the README of ``lists`` declares no licence."""
    both = "academia_industry"
    teams = warehouse.execute(
        "select title, year, author_count, team_class, is_team_complete, academia_authors,"
        " industry_authors from intermediate.int_papers"
        " where venue = 'robots' order by year desc, title"
    ).fetchall()
    assert teams == [
        ("A gripper that learns", 2024, 2, both, True, 1.0, 1.0),
        ("A map of the floor", 2024, 3, both, False, 1.0, 1.0),
        ("Walking, slowly", 2024, 2, both, True, 1.5, 0.5),
        ("A", 2023, None, both, False, None, None),
        ("A", 2022, None, both, False, None, None),
    ]
    titles = "select distinct title from marts.papers where venue = 'robots'"
    assert warehouse.execute(titles).fetchall() == [(None,)]


def test_a_users_models_are_stored_and_in_no_number_of_the_publisher(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    files = "select shape, rows from marts.vintages where file = ?"
    assert warehouse.execute(files, [OWN]).fetchall() == [("own_models", OWN_ROWS)]
    for table in ("models", "metrics_of_models"):
        sources = f"select distinct source from marts.{table}"
        assert warehouse.execute(sources).fetchall() == [("epoch",)]


def test_a_users_models_have_answers_alone(installation: Installation) -> None:
    """Three of four are of a university alone; the first is the base of the others."""
    with duckdb.connect(str(installation.settings.home / ALONE), read_only=True) as alone:
        shares = alone.execute(
            "select source, k, n, list_contains(caveats, 'backfill')"
            " from marts.metrics_of_models where metric = 'model_team_share'"
            " and definition = 'notable_classed' and team_class = 'academic_only'"
            " and period = '2024'"
        ).fetchall()
        bases = alone.execute(
            "select k, n from marts.metrics_of_models where metric = 'adapted_base_share'"
            " and team_class is null and sector = 'academia+industry' and period = 'all'"
        ).fetchall()
    assert shares == [("own_models", 30, OWN_ROWS, False)]
    assert bases == [(OWN_ROWS - 1, OWN_ROWS - 1)]


def test_a_bad_row_is_listed_and_counted_nowhere(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        "select source, file, source_row, rule, column_name, value, rows from marts.rows_set_aside"
    ).fetchall()
    rule = "must be from 1 to 1e30 FLOP"
    place = ("epoch", file_of(VINTAGES[1]), KEPT + 1)
    assert rows == [(*place, rule, "training_compute_flop", "0.0", KEPT + 1)]
    counts = "select vintage::varchar, count(*) from marts.models group by all order by all"
    assert warehouse.execute(counts).fetchall() == [(vintage, KEPT) for vintage in VINTAGES]


def test_a_withdrawn_vintage_is_listed_and_counted_nowhere(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    rows = warehouse.execute(
        "select source, shape, file, rows, reason, withdrawn_on = current_date"
        " from marts.withdrawn_snapshots"
    ).fetchall()
    assert rows == [("epoch", "epoch", file_of(EXTRA[0]), KEPT, REASON, True)]


def test_only_a_stored_snapshot_is_withdrawn_and_for_a_reason(installation: Installation) -> None:
    snapshot = stored_snapshots(installation)[file_of(VINTAGES[0])]
    wrong = withdraw(installation, "2020-01-01_no.csv_000", "a test")
    assert f"epoch has no such snapshot; stored: {snapshot}, " in wrong
    assert withdraw(installation, snapshot, " ").endswith("a withdrawal needs a reason\n")


def test_a_withdrawn_file_does_not_land_again(installation: Installation) -> None:
    """The publisher's file is still in the directory."""
    statuses = land_folder(installation.inbox, SOURCES["epoch"], installation.settings.raw)
    assert statuses == [*["stored"] * 3, "withdrawn", "landed"]
