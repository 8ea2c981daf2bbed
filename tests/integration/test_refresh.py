"""Complete runs over the sample and over tiny broken inputs, started as a user starts them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import time
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from PIL import Image

from orchestration import settings, unchanged
from orchestration.definitions import REFRESH, build_definitions
from orchestration.settings import SAMPLE, Settings
from tests import processes
from tests.builders import csv_text, gzipped_json, model, paper, run_environment, run_refresh
from tests.processes import run_dbt, run_forked
from tests.reports.dated import is_dated


def latest(home: Path) -> Path:
    return home / "published" / "latest"


def published_at(home: Path) -> str:
    times = json.loads((latest(home) / "published.json").read_text())
    return str(times["published_at"])


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_publication_is_whole(sample_home: Path) -> None:
    folder = latest(sample_home)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (folder / "index.html").stat().st_size > 5_000
    for figure in manifest["figures"]:
        for kind in ("png", "svg", "csv"):
            assert (folder / "figures" / f"{figure['id']}.{kind}").stat().st_size > 100
        # Dagster keeps it in the metadata of each run.
        with Image.open(folder / "figures" / f"{figure['id']}.png") as full:
    assert {"model_team_share", "compute_over_time"} <= {f["id"] for f in manifest["figures"]}
    assert {check["tool"] for check in manifest["checks"]} >= {"dbt", "great_expectations"}
    assert {check["layer"] for check in manifest["checks"]} >= {"raw", "staging", "marts"}
    failed = [c for c in manifest["checks"] if not c["passed"] and c["severity"] == "error"]
    assert failed == []


def test_every_input_of_a_publication_has_hash_licence_and_url(sample_home: Path) -> None:
    inputs = json.loads((latest(sample_home) / "manifest.json").read_text())["inputs"]
    assert len(inputs) > 100
    assert all(len(one["sha256"]) == 64 and one["licence"] and one["url"] for one in inputs)
    assert {one["source"] for one in inputs} == {"sample"}
    # Files of a directory and fetched files of one collection are told apart.
    assert {one["vintage_rule"] for one in inputs} <= {"file name", "manifest commit_date"}
    page = (latest(sample_home) / "sources.html").read_text()
    assert "or by the day of reading came from a directory. The other files were fetched" in page


def test_without_outside_lists_coverage_is_absent_and_says_why(sample_home: Path) -> None:
    warehouse = str(sample_home / "warehouse" / "sample.duckdb")
    with duckdb.connect(warehouse, read_only=True) as connection:
        found = connection.execute(
            "select definition, source, reason, (select count(*) from marts.venue_coverage)"
            " from marts.metric_absences where definition like 'listed_by_%' order by definition"
        ).fetchall()
    assert found == [
        ("listed_by_dblp", "sample", "No record of DBLP is stored.", 0),
        ("listed_by_openreview", "sample", "No record of OpenReview is stored.", 0),
    ]
    assert "mart-venue_coverage" not in (latest(sample_home) / "quality.html").read_text()


def test_without_arxiv_its_tables_are_empty_and_say_so(sample_home: Path) -> None:
    folder = latest(sample_home)
    page = (folder / "quality.html").read_text()
    with duckdb.connect(str(folder / "compute_divide.duckdb"), read_only=True) as connection:
        for mart in ("preprint_categories", "model_dates", "model_date_counts"):
            assert connection.execute(f"select count(*) from marts.{mart}").fetchone() == (0,)
            assert len((folder / "data" / f"{mart}.csv").read_text().splitlines()) == 1
            _, _, shown = page.partition(f'id="mart-{mart}"')
            assert "This publication has no complete harvest of arXiv yet." in shown[:1000]


def test_unit_tests_of_the_sql_pass(sample_home: Path, tmp_path: Path) -> None:
    chosen = Settings(sample_home, "sample")
    command = ["test", "--select", "test_type:unit", "--target-path", str(tmp_path)]
    done = run_dbt(chosen, *command)
    assert done.returncode == 0, done.stdout
    assert "NO-OP=0" in done.stdout
    assert "PASS=0" not in done.stdout


# These files exist while a run lands, builds, checks and draws.
SIGNS = (
    "raw/sample/papercopilot/*/manifest.json",
    "warehouse/sample.duckdb",
    "warehouse/sample.built.json",
    "published/.publishing-*/figures/*.png",
)


def kill_at(home: Path, sign: str, output: Path) -> None:
    """Start a run, and kill it with its child processes when a file like ``sign`` exists."""
    assert not list(home.glob(sign))
    environment = run_environment(home, "sample")
    process = processes.start(processes.refresh, "orchestration", (), environment, output)
    while process.is_alive() and not any(home.glob(sign)):
        time.sleep(0.05)
    assert process.is_alive(), f"the run ended without {sign}"
    assert process.pid is not None
    os.killpg(process.pid, signal.SIGKILL)
    process.join()


@pytest.fixture(scope="module")
def survivor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another installation of the sample, in which runs were killed before the last one ended."""
    folder = tmp_path_factory.mktemp("survivor")
    home = folder / "home"
    for sign in SIGNS:
        kill_at(home, sign, folder)
    done = run_forked(home, "sample")
    assert done.returncode == 0, done.stdout + done.stderr
    return home


def test_a_run_killed_anywhere_is_made_good_by_the_next(sample_home: Path, survivor: Path) -> None:
    """All files but the one of times are equal to the byte, in another place at another time.

    Files that state the day differ too if midnight lies between the two runs.
    """
    unhurt, made_good = hashes(latest(sample_home)), hashes(latest(survivor))
    assert unhurt.keys() == made_good.keys()
    differing = {name for name in unhurt if unhurt[name] != made_good[name]}
    days = {published_at(home)[:10] for home in (sample_home, survivor)}
    allowed = set(filter(is_dated, unhurt)) if len(days) > 1 else {"published.json"}
    assert "published.json" in differing <= allowed
    assert not list(survivor.glob("raw/sample/*/.landing-*"))
    assert not list(survivor.glob("published/.publishing-*"))


@pytest.fixture
def home(survivor: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The refreshed installation. Only the last two tests leave it damaged."""
    chosen = Settings(survivor, "sample")
    # A run reads these variables, so a change would make the next run start.
    variables = {"COMPUTE_DIVIDE_SOURCES": "sample", "DAGSTER_HOME": str(survivor / "dagster")}
    for name, value in {**chosen.dbt_environment(), **variables}.items():
        monkeypatch.setenv(name, value)
    return survivor


def runs(home: Path) -> int:
    with dg.DagsterInstance.from_config(str(home / "dagster")) as instance:
        return instance.get_runs_count()


def publications(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "published").iterdir() if not path.is_symlink())


def test_a_run_without_news_starts_nothing(home: Path) -> None:
    before = runs(home), publications(home)
    started = os.times()
    done = run_refresh(home, "sample")
    ended = os.times()
    # A run of the job takes ten times as long to load.
    seconds = sum(ended[2:4]) - sum(started[2:4])
    assert 0 < seconds < 3
    assert done.stdout.startswith("Nothing changed since the last run")
    assert "of the sample's notable models" in done.stdout
    assert done.stdout.rstrip().endswith(str(home / "published" / "latest" / "index.html"))
    assert (runs(home), publications(home)) == before


def test_a_run_of_the_job_without_news_reports_no_table_as_new(home: Path) -> None:
    before = runs(home), publications(home)
    done = run_forked(home, "sample", "--full")
    assert done.returncode == 0, done.stderr
    assert (runs(home), publications(home)) == (before[0] + 1, before[1])
    with dg.DagsterInstance.from_config(str(home / "dagster")) as instance:
        (run,) = instance.get_run_records(limit=1)
        events = [e.dagster_event for e in instance.all_logs(run.dagster_run.run_id)]
    kinds = [event for event in events if event is not None]
    new = {e.asset_key.path[0] for e in kinds if e.is_step_materialization and e.asset_key}
    assert new == {"raw"}
    results = [e for e in kinds if e.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION]
    assert len(results) > 200
    assert all("unchanged" in e.asset_check_evaluation_data.metadata for e in results)


def test_a_new_file_is_news(home: Path, tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "sources")
    chosen = settings.Settings(home, str(tmp_path / "sources"))
    before = unchanged.source_files(chosen)
    (tmp_path / "sources" / "notes.txt").write_text("no source")
    assert unchanged.source_files(chosen) == before
    models = next((tmp_path / "sources" / "epoch").iterdir())
    models.write_bytes(models.read_bytes() + b"\n")
    assert unchanged.source_files(chosen) != before
    assert unchanged.source_files(settings.Settings(home, "live")) is None
    assert not unchanged.nothing_to_do(settings.Settings(home, "live"), None)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"inputs": null}', "\0"])
def test_a_broken_record_starts_a_run(home: Path, text: str) -> None:
    chosen = settings.Settings(home, "sample")
    files = unchanged.source_files(chosen)
    for record in (unchanged.run_record(chosen), unchanged.publication_record(chosen)):
        assert unchanged.nothing_to_do(chosen, files)
        kept = record.read_text()
        record.write_text(text)
        assert not unchanged.nothing_to_do(chosen, files)
        record.write_text(kept)


def test_the_log_has_what_the_terminal_leaves_out(home: Path) -> None:
    assert "dagster" in (home / "logs" / "sample.log").read_text()
    assert json.loads((home / "warehouse" / "sample.run.json").read_text())["inputs"]


def truncated() -> bytes:
    return gzipped_json([paper(id=str(i)) for i in range(500)])[:200]


def keyless() -> bytes:
    row = {k: v for k, v in model().items() if k != "Organization"}
    return csv_text([row]).encode()


def escaping() -> bytes:
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../notable_ai_models.csv", csv_text([model()]))
    return out.getvalue()


def impossible() -> bytes:
    return csv_text([model(**{"Training compute (FLOP)": "1e40"})]).encode()


BAD_FILES = {
    "papercopilot/icml/icml2023.json.gz": (truncated(), "icml2023.json.gz"),
    "epoch/notable.csv": (keyless(), "column 'organization': a required column is missing"),
    "epoch/ai_models.zip": (escaping(), "a path outside the archive"),
    "epoch/2026-01-02_all_ai_models.csv": (
        impossible(),
        "row 1: must be above 0 and at most 1e30 FLOP",
    ),
}
NO_FILES = {"notes/readme.txt": (b"no data", "no source file found")}


@pytest.mark.parametrize("files", [BAD_FILES, NO_FILES], ids=["bad", "none"])
def test_bad_input_stops_the_run_and_leaves_the_last_publication(
    home: Path, tmp_path: Path, files: dict[str, tuple[bytes, str]]
) -> None:
    """The error names every bad file, and no file lands."""
    for name, (content, _) in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    chosen = Settings(home, str(tmp_path))
    before = publications(home), latest(home).readlink()
    done = run_forked(home, str(tmp_path))
    assert done.returncode == 1
    for _, message in files.values():
        assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert f"The complete log is in {home}/logs/publishers.log" in done.stderr
    assert not list(chosen.raw.glob("*/[!_]*/manifest.json"))
    assert not chosen.warehouse.exists()
    assert (publications(home), latest(home).readlink()) == before


def test_an_unknown_source_is_refused(tmp_path: Path) -> None:
    done = run_refresh(tmp_path, "everything")
    assert done.returncode == 2
    assert "'sample', 'live', or a directory" in done.stderr


def materialized(job: dg.JobDefinition, *keys: str) -> set[str]:
    """Run some assets, and return those that were reported as materialized."""
    with dg.DagsterInstance.get() as instance:
        result = job.execute_in_process(
            instance=instance, asset_selection=[dg.AssetKey(key.split("/")) for key in keys]
        )
    events = result.get_asset_materialization_events()
    return {event.asset_key.to_user_string() for event in events if event.asset_key}


def test_a_spoiled_publication_is_published_again(home: Path) -> None:
    """This run draws no figures, because other tests show that equal marts give equal files."""
    chosen = Settings(home, "sample")
    files = unchanged.source_files(chosen)
    assert unchanged.nothing_to_do(chosen, files)
    before = latest(home).readlink()
    spoiled = latest(home) / "metrics.csv"
    spoiled.write_bytes(spoiled.read_bytes()[:-100])
    assert not unchanged.nothing_to_do(chosen, files)
    done = run_forked(home, "sample", module="tests.undrawn")
    assert done.returncode == 0, done.stderr
    assert "Drawing and publishing" in done.stdout
    assert latest(home).readlink() != before


def publish_nothing(_connection: object, folder: Path, *_: object) -> list[object]:
    (folder / "manifest.json").write_text('{"files": {}}')
    return []


def test_a_sample_of_assets_runs_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the publication, no figure reaches a reader. The runs before this one failed."""
    chosen = Settings(home, "sample")
    settings.prepare(chosen)
    job = build_definitions(chosen).resolve_job_def(REFRESH)
    before = latest(home).readlink()
    figures = {"reports/model_team_share", "reports/adoption_by_origin"}
    drawn = materialized(job, *figures)
    assert "reports/model_team_share" in drawn <= figures
    for kind in ("png", "svg", "csv"):
        assert (chosen.preview / "figures" / f"model_team_share.{kind}").stat().st_size > 100
    tables = {"staging/stg_epoch__models", "marts/vintages"}
    for keys in ({"raw/epoch_models"}, {"raw/snapshots"}, tables):
        assert materialized(job, *keys) == keys
    assert latest(home).readlink() == before
    monkeypatch.setattr("reports.publish.publish", publish_nothing)
    assert "reports/publication" in materialized(job, "reports/publication")
    assert latest(home).readlink() != before
