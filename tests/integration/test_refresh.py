"""Whole runs over the sample and over tiny broken inputs, as a user starts them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import DBT_PROJECT, Settings, dbt_executable
from tests.builders import ROOT, csv_text, gzipped_json, model, paper, run_environment, run_refresh


def latest(home: Path) -> Path:
    return home / "published" / "latest"


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
    assert {"model_team_share", "compute_over_time"} <= {f["id"] for f in manifest["figures"]}
    assert {check["tool"] for check in manifest["checks"]} == {"dbt", "great_expectations"}
    assert {check["layer"] for check in manifest["checks"]} >= {"raw", "staging", "marts"}
    failed = [c for c in manifest["checks"] if not c["passed"] and c["severity"] == "error"]
    assert failed == []


def test_every_input_of_a_publication_has_hash_licence_and_url(sample_home: Path) -> None:
    inputs = json.loads((latest(sample_home) / "manifest.json").read_text())["inputs"]
    assert len(inputs) > 100
    assert all(len(one["sha256"]) == 64 and one["licence"] and one["url"] for one in inputs)
    assert {one["source"] for one in inputs} == {"sample"}


def test_exports_hold_the_same_metrics(sample_home: Path) -> None:
    folder = latest(sample_home)
    database = str(folder / "compute_divide.duckdb")
    with duckdb.connect(database, read_only=True) as connection:
        counts = [
            connection.execute(f"select count(*), sum(n) from {relation}").fetchone()
            for relation in (
                "marts.metrics",
                f"'{folder}/metrics.parquet'",
                f"'{folder}/metrics.csv'",
            )
        ]
    assert counts[0] == counts[1] == counts[2]


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
    settings = Settings(sample_home, "sample")
    # With the settings of the run its parse is still good.
    shutil.copy(settings.dbt_target / "partial_parse.msgpack", tmp_path)
    environment = os.environ | settings.dbt_environment() | {"DBT_TARGET_PATH": str(tmp_path)}
    command = [dbt_executable(), "test", "--profiles-dir", ".", "--select", "test_type:unit"]
    done = subprocess.run(
        command, cwd=DBT_PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "NO-OP=0" in done.stdout
    assert "PASS=0" not in done.stdout


# Files that exist while a run lands, builds, checks and draws.
SIGNS = (
    "raw/sample/papercopilot/*/manifest.json",
    "warehouse/sample.duckdb",
    "warehouse/sample.built.json",
    "published/.publishing-*/figures/*.png",
)


def kill_at(home: Path, sign: str) -> None:
    """Start a run and kill it, with all that it has started, once a file like ``sign`` is there."""
    assert not list(home.glob(sign))
    with subprocess.Popen(
        [sys.executable, "-m", "orchestration"],
        cwd=ROOT,
        env=run_environment(home, "sample"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        while process.poll() is None and not any(home.glob(sign)):
            time.sleep(0.05)
        assert process.poll() is None, f"the run ended without {sign}"
        os.killpg(process.pid, signal.SIGKILL)


def test_a_run_killed_anywhere_is_made_good_by_the_next(sample_home: Path, tmp_path: Path) -> None:
    """To the byte, in another place and at another time, but for the file of times."""
    for sign in SIGNS:
        kill_at(tmp_path, sign)
    done = run_refresh(tmp_path, "sample")
    assert done.returncode == 0, done.stdout + done.stderr
    unhurt, made_good = hashes(latest(sample_home)), hashes(latest(tmp_path))
    assert unhurt.keys() == made_good.keys()
    assert {name for name in unhurt if unhurt[name] != made_good[name]} == {"published.json"}
    assert not list(tmp_path.glob("raw/sample/*/.landing-*"))
    assert not list(tmp_path.glob("published/.publishing-*"))


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


@pytest.fixture(scope="module")
def refusing(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a publication, for all bad inputs: dbt parses its project once."""
    home = tmp_path_factory.mktemp("refusing") / "home"
    shutil.copytree(sample_home / "published", home / "published", symlinks=True)
    return home


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("papercopilot/icml/icml2023.json.gz", truncated(), "icml2023.json.gz"),
        ("epoch/notable.csv", keyless(), "column 'organization': a required column is missing"),
        ("epoch/ai_models.zip", escaping(), "a path outside the archive"),
        (
            "epoch/notable.csv",
            impossible(),
            "row 1: must be above 0 and at most 1e30 FLOP",
        ),
        ("notes/readme.txt", b"no data", "no source file found"),
    ],
    ids=["truncated", "keyless", "escaping", "impossible", "empty"],
)
def test_bad_input_stops_the_run_and_leaves_the_last_publication(
    refusing: Path, name: str, content: bytes, message: str
) -> None:
    home, sources = refusing, refusing.parent / "sources"
    for folder in (sources, home / "raw", home / "warehouse"):
        shutil.rmtree(folder, ignore_errors=True)
    before = latest(home).readlink().name
    path = sources / name
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    done = run_refresh(home, str(sources))
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert f"The complete log is in {home}/logs/publishers.log" in done.stderr
    assert latest(home).readlink().name == before
    assert sorted(p.name for p in (home / "published").iterdir()) == sorted([before, "latest"])


def test_an_unknown_source_is_refused(tmp_path: Path) -> None:
    done = run_refresh(tmp_path, "everything")
    assert done.returncode == 2
    assert "'sample', 'live', or a directory" in done.stderr
