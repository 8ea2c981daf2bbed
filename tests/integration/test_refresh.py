"""Complete runs over the record, a few of its files and broken inputs, as users start them."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from ingestion.landing.files import read_manifest
from orchestration.settings import RECORD, RECORD_SOURCES, Settings
from tests.builders import (
    ROOT,
    csv_text,
    gzipped_json,
    model,
    paper,
    run_dbt,
    run_environment,
    run_refresh,
    zip_of,
)
from tests.conftest import materialize
from tests.reports.dated import is_dated


def latest(home: Path) -> Path:
    return home / "published" / "latest"


def publications(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "published").iterdir() if not path.is_symlink())


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_publication_is_whole(record_home: Path) -> None:
    folder = latest(record_home)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (folder / "index.html").stat().st_size > 5_000
    for figure in manifest["figures"]:
        for kind in ("png", "svg", "csv"):
            assert (folder / "figures" / f"{figure['id']}.{kind}").stat().st_size > 100
    assert {"model_team_share", "compute_over_time"} <= {f["id"] for f in manifest["figures"]}
    assert {check["tool"] for check in manifest["checks"]} >= {"dbt", "great_expectations", "gate"}
    assert {check["layer"] for check in manifest["checks"]} >= {"raw", "staging", "marts"}
    assert [c for c in manifest["checks"] if not c["passed"] and c["severity"] == "error"] == []


def test_every_input_of_a_publication_has_hash_licence_and_credit(record_home: Path) -> None:
    inputs = json.loads((latest(record_home) / "manifest.json").read_text())["inputs"]
    terms = ("sha256", "licence", "publisher", "citation")
    stated = {one["file"]: tuple(one[term] for term in terms) for one in inputs}
    record = read_manifest(RECORD).items()
    assert stated == {name: tuple(row[term] for term in terms) for name, row in record}


def test_dagster_shows_rows_and_figures(record_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(record_home / "dagster"))
    warehouse = str(Settings(record_home, RECORD_SOURCES).warehouse)
    with duckdb.connect(warehouse, read_only=True) as connection:
        ((rows,),) = connection.execute("select count(*) from marts.metrics").fetchall()
    with dg.DagsterInstance.get() as instance:
        shown = {}
        for name in ("marts/metrics", "reports/publication"):
            event = instance.get_latest_materialization_event(dg.AssetKey(name.split("/")))
            assert event is not None
            assert event.asset_materialization is not None
            shown[name] = event.asset_materialization.metadata
    assert shown["marts/metrics"]["dagster/row_count"].value == rows
    figures = str(shown["reports/publication"]["figures"].value)
    assert figures.count("data:image/png;base64,") > 10
    assert len(figures) < 3_000_000


def test_unit_tests_of_the_sql_pass(record_home: Path, tmp_path: Path) -> None:
    chosen = Settings(record_home, RECORD_SOURCES)
    # The shapes of inner tables are not checked in a run.
    command = ["test", "--select", "test_type:unit", "tag:inner", "--target-path", str(tmp_path)]
    done = run_dbt(chosen, *command)
    assert done.returncode == 0, done.stdout
    assert "PASS=0" not in done.stdout


def test_a_run_without_news_prints_the_answers_again(record_home: Path) -> None:
    before = publications(record_home)
    done = run_refresh(record_home, RECORD_SOURCES)
    assert done.stdout.startswith("Nothing is new since the last run")
    answers = json.loads((latest(record_home) / "answers.json").read_text())
    assert all(answer["text"] in done.stdout for answer in answers)
    assert publications(record_home) == before


# These files exist while a run ingests, builds, checks and draws.
SIGNS = (
    "raw/publishers/lists/*/manifest.json",
    "warehouse/publishers.duckdb",
    "dbt/publishers/warehouse-*/run_results.json",
    "published/.publishing-*/*/figures/*.png",
)


def kill(home: Path, files: Path, is_time: Callable[[], bool]) -> None:
    """Start a run, and kill it with its child processes when it is time."""
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestration"],
        cwd=ROOT,
        env=run_environment(home, str(files)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while process.poll() is None and not is_time():
        time.sleep(0.05)
    assert process.poll() is None, "the run has ended before"
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def has_new(home: Path, sign: str, start: float) -> bool:
    return any(path.stat().st_mtime > start for path in home.glob(sign))


@pytest.fixture(scope="module")
def unhurt(few_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation of a few files in which one run ended."""
    home = tmp_path_factory.mktemp("unhurt") / "home"
    done = run_refresh(home, str(few_files))
    assert done.returncode == 0, done.stdout + done.stderr
    return home


@pytest.fixture(scope="module")
def survivor(few_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation of a few files in which runs were killed before the last one ended."""
    home = tmp_path_factory.mktemp("survivor") / "home"
    for sign in SIGNS:
        kill(home, few_files, partial(has_new, home, sign, time.time()))
    end = time.time() + random.uniform(5, 30)
    kill(home, few_files, lambda: time.time() > end)
    done = run_refresh(home, str(few_files))
    assert done.returncode == 0, done.stdout + done.stderr
    return home


def test_a_list_of_the_user_is_published_without_titles(unhurt: Path) -> None:
    """``few_files`` has the list of the README of ``lists``. It declares no licence."""
    with duckdb.connect(str(latest(unhurt) / "compute_divide.duckdb"), read_only=True) as tables:
        papers = tables.execute(
            "select title, source, year, team_class from marts.papers where venue = 'robots'"
        ).fetchall()
    assert papers == 3 * [(None, "lists", 2024, "academia_industry")]


def test_a_run_killed_anywhere_is_made_good_by_the_next(unhurt: Path, survivor: Path) -> None:
    """All files but those of times are equal to the byte, in another place at another time.

    Files that state the day differ too if midnight lies between the two runs.
    """
    whole, made_good = hashes(latest(unhurt)), hashes(latest(survivor))
    assert whole.keys() == made_good.keys()
    differing = {name for name in whole if whole[name] != made_good[name]}
    assert differing <= set(filter(is_dated, whole)) | {"published.json"}
    assert not list(survivor.glob("raw/publishers/*/.landing-*"))
    assert not list(survivor.glob("published/.publishing-*"))


def keyless() -> bytes:
    row = {name: value for name, value in model().items() if name != "Organization"}
    return csv_text([row]).encode()


BAD_FILES = {
    "papercopilot/icml/icml2023.json.gz": (
        gzipped_json([paper(id=str(i)) for i in range(500)])[:200],
        "icml2023.json.gz",
    ),
    "epoch/notable.csv": (keyless(), "column 'organization': a required column is missing"),
    "epoch/ai_models.zip": (
        zip_of({"../notable_ai_models.csv": csv_text([model()])}),
        "a path outside the archive",
    ),
    "epoch/2026-01-02_all_ai_models.csv": (
        csv_text([model(**{"Training compute (FLOP)": "1e40"})]).encode(),
        "row 1: must be above 0 and at most 1e30 FLOP",
    ),
}


def test_bad_input_stops_the_run_and_leaves_the_last_publication(
    record_home: Path, tmp_path: Path
) -> None:
    """The error names every bad file, and no file is stored."""
    for name, (content, _) in BAD_FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    chosen = Settings(record_home, str(tmp_path))
    before = publications(record_home), latest(record_home).readlink()
    done = run_refresh(record_home, str(tmp_path))
    assert done.returncode == 1
    for _, message in BAD_FILES.values():
        assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert f"The complete log is {record_home}/logs/" in done.stderr
    assert not list(chosen.raw.glob("*/[!_]*/manifest.json"))
    assert not chosen.warehouse.exists()
    assert (publications(record_home), latest(record_home).readlink()) == before


def test_an_unknown_source_is_refused(tmp_path: Path) -> None:
    done = run_refresh(tmp_path, "everything")
    assert done.returncode == 2
    assert "'record', 'live', or a directory" in done.stderr


def test_assets_are_materialized_alone_by_the_command_of_dagster(
    survivor: Path, few_files: Path, tmp_path: Path
) -> None:
    """A raw asset needs nothing before it, and a table only those that it reads."""
    fresh = materialize(tmp_path / "home", str(few_files), 'key:"raw/epoch_models"')
    assert fresh.returncode == 0, fresh.stderr
    before = latest(survivor).readlink()
    for select in ('key:"marts/vintages"', 'key:"reports/publication"'):
        done = materialize(survivor, str(few_files), select)
        assert done.returncode == 0, done.stderr
    assert latest(survivor).readlink() != before
