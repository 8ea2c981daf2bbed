"""One real file of each publisher is read: its rows, its first row, and its changed columns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.registry import SOURCES
from tests.builders import land_file


@dataclass(frozen=True)
class Recording:
    """A file below the directory of publishers' files, and what a reader must find in it."""

    file: str
    rows: int
    columns: str
    first: tuple[Any, ...]
    missing: int = 0
    unknown: int = 0


RECORDINGS = (
    Recording(
        "epoch/2026-01-26_notable_ai_models.csv", 976,
        "trim(model, chr(10)), organization, publication_date::varchar, training_compute_flop",
        ("Solar Open 100B", "Upstage", "2025-12-31", None), missing=6, unknown=23,
    ),
    Recording(
        "clusters/2025-12-31_gpu_clusters.csv", 786, "name, owner, operations_16_bit",
        ("xAI 5 year plan", "xAI", None), unknown=39,
    ),
    Recording(
        "hardware/2025-12-24_ml_hardware.csv", 170, "hardware_name, tensor_16_bit_flop_per_second",
        ("Amazon Trainium3", 6.71e14), unknown=31,
    ),
    Recording(
        "papercopilot/nips/nips2023.json.gz", 3788, "title, status, venue, year",
        ("$H$-Consistency Bounds: Characterization and Extensions", "Poster", "nips", 2023),
        missing=13, unknown=14,
    ),
    Recording(
        "openalex/2025_keypaper_results_page_1.json", 2,
        "work_id, publication_year, len(authorships)",
        ("https://openalex.org/W2755950973", 2017, 2), unknown=33,
    ),
    Recording(
        "ror/ror_subset_schema_v2.json.gz", 31365, "ror_id, name, types, country_code",
        (
            "https://ror.org/000025p04", "Thailand Science Research and Innovation",
            ["funder", "government"], "TH",
        ),
        missing=5, unknown=4,
    ),
)  # fmt: skip


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda recording: recording.file)
def test_a_recorded_answer_is_read(real_data: Path, tmp_path: Path, recording: Recording) -> None:
    source = SOURCES[recording.file.split("/")[0]]
    landing = land_file(real_data / recording.file, source, tmp_path, vintage="2026-06-14")
    assert landing.snapshot is not None
    (part,) = landing.snapshot.parts
    drift = (part["rows"], len(part["missing"]), len(part["unknown"]))
    assert drift == (recording.rows, recording.missing, recording.unknown)
    table = f"{tmp_path}/{source.name}/{landing.snapshot.snapshot_id}/{source.table}.parquet"
    query = f"select {recording.columns} from read_parquet(?) where source_row = 1"
    assert duckdb.execute(query, [table]).fetchall() == [recording.first]
    bad = f"{tmp_path}/{source.name}/_set_aside/*.parquet"
    assert duckdb.execute("from read_parquet(?)", [bad]).fetchall() == []
