"""Altered, damaged and missing stored files are named with the way to repair them."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from ingestion.errors import IngestionError
from ingestion.landing.snapshots import check_tables
from ingestion.sources.epoch.source import SOURCE
from ingestion.state import state_of
from ingestion.stored import verify_all
from tests.builders import Write, csv_text, land_folder, model

LIST = "epoch/2026-01-02_notable_ai_models.csv"


@pytest.fixture
def raw(write: Write, tmp_path: Path) -> Path:
    """A raw folder with one snapshot, whose tables were checked."""
    write(LIST, csv_text([model(), model()]))
    land_folder(tmp_path, SOURCE, tmp_path / "raw")
    check_tables(tmp_path / "raw", SOURCE)
    return tmp_path / "raw"


def table(raw: Path) -> Path:
    (path,) = (raw / "epoch").glob("2026*/models.parquet")
    return path


def multiply(path: Path) -> None:
    """Multiply the compute by 1,000 in place, and keep the time of the last change."""
    before, copy = path.stat(), path.with_suffix(".new")
    duckdb.execute(
        f"copy (select * replace (training_compute_flop * 1000 as training_compute_flop)"
        f" from '{path}') to '{copy}' (format parquet)"
    )
    copy.replace(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_an_altered_table_is_named(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = f"epoch/{table(raw).parent.name}/models.parquet"
    multiply(table(raw))
    with pytest.raises(IngestionError, match="altered since it landed: restore it") as caught:
        check_tables(raw, SOURCE)
    assert caught.value.file == name
    with pytest.raises(IngestionError, match="1 stored files differ from their manifests"):
        verify_all(raw)
    error = f"error: {name}: it was altered since it landed: restore it"
    assert error in capsys.readouterr().err


def test_verify_checks_the_original_bytes(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verify_all(raw)
    (original,) = (raw / "epoch").glob("2026*/original/*")
    original.write_bytes(original.read_bytes().replace(b"1.5e20", b"1.5e23"))
    with pytest.raises(IngestionError, match="1 stored files differ from their manifests"):
        verify_all(raw)
    assert f"original/{original.name}: it was altered" in capsys.readouterr().err


def test_a_torn_state_is_named_with_what_to_do(raw: Path) -> None:
    (raw / "epoch" / "state.json").write_bytes(b"{")
    with pytest.raises(IngestionError, match=r"state\.json: not readable .*: delete it and run"):
        state_of(raw, SOURCE)
