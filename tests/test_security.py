"""Names from files are never run, and servers listen on loopback."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import duckdb
import pytest

from ingestion.registry import SOURCES
from reports.publication.export import write_csv
from tests.builders import ROOT, Write, csv_text, land_folder, model, paper, stored

INJECTION = "'); drop table models; --"


def landed(folder: Path, source: str, columns: str) -> list[tuple[object, ...]]:
    land_folder(folder, SOURCES[source], folder / "raw")
    return stored(folder / "raw", SOURCES[source], columns)


def test_names_and_headings_are_never_run_as_sql(write: Write, tmp_path: Path) -> None:
    row = model(**{INJECTION: INJECTION, 'a"b': "x", "Model": INJECTION})
    write(f"epoch/2026-01-02_notable{INJECTION}.csv", csv_text([row]))
    ((name, unmapped),) = landed(tmp_path, "epoch", "model, unmapped")
    assert name == INJECTION
    assert json.loads(str(unmapped)) == {INJECTION: INJECTION, 'a"b': "x"}


def test_keys_of_json_are_never_run_as_sql(write: Write, tmp_path: Path) -> None:
    write("papercopilot/icml/2026-01-02_icml2023.json", json.dumps([paper(**{INJECTION: "x"})]))
    ((unmapped,),) = landed(tmp_path, "papercopilot", "unmapped")
    assert json.loads(str(unmapped)) == {INJECTION: "x"}


def test_lists_that_begin_like_a_formula_are_text(tmp_path: Path) -> None:
    query = (
        "select ['=1+1', 'b'] as a, ['b', '=1+1'] as b, [] ::varchar[] as c, null::varchar[] as d"
    )
    with duckdb.connect() as connection:
        write_csv(connection, query, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text().splitlines()[1] == '"\'=1+1;b","b;=1+1","",'


@pytest.mark.parametrize(
    "text", ["=1", "\uff1d1", "\uff0b1", "\uff20A", "\ufeff=1", " =1", "\u3000-1"]
)
def test_a_cell_that_a_spreadsheet_takes_for_a_formula_is_text(tmp_path: Path, text: str) -> None:
    with duckdb.connect() as connection:
        write_csv(connection, f"select '{text}' as a, 'a=1' as b", tmp_path / "a.csv")
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1] == f'"\'{text}","a=1"'


@pytest.mark.parametrize("lock", ["constraints.txt", ".ci/uv.txt"])
def test_every_library_is_locked_with_hashes(lock: str) -> None:
    """uv compares what it installs with them, also in the workflow whose token can write."""
    libraries = re.split(r"\n(?=\w)", (ROOT / lock).read_text(encoding="utf-8"))
    assert [text for text in libraries if "--hash=sha256:" not in text] == []


def test_servers_listen_on_loopback() -> None:
    done = subprocess.run(
        ["make", "--dry-run", "dev"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "dg dev --host 127.0.0.1" in done.stdout
    files = subprocess.run(
        ["git", "ls-files", "*.py", "*.yml", "*.yaml", "*.toml", "Makefile"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    everywhere = "0.0.0" + ".0"
    inside = "deploy/compose.yaml"  # of a container, whose ports are those of loopback
    assert [name for name in files if everywhere in (ROOT / name).read_text()] == [inside]
    ports = [line for line in (ROOT / inside).read_text().splitlines() if "ports:" in line]
    assert ports
    assert all('["127.0.0.1:' in line for line in ports)
