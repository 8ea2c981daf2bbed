"""One real file of each source is read: its rows, its first row, and its changed columns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pytest

from ingestion.registry import SOURCES
from ingestion.sources.awards.source import Page, facts
from orchestration.run.settings import RECORD
from tests.builders import land_file
from tests.conftest import REAL_DATA

DERIVED = Path(__file__).with_name("derived")
HKUST = (
    "Thrust of Artificial Intelligence, Hong Kong University of Science and Technology (Guangzhou),"
    " Guangzhou, Guangdong, China"
)


@dataclass(frozen=True)
class Recording:
    """A file of the record or of the publishers, and what a reader must find in it."""

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
        ("Solar Open 100B", "Upstage", "2025-12-31", None), missing=10,
    ),
    Recording(
        "clusters/2025-12-31_gpu_clusters.csv", 786, "name, owner, operations_16_bit",
        ("xAI 5 year plan", "xAI", None),
    ),
    Recording(
        "chip_owners/2026-04-22_ai_chip_owners_cumulative_by_designer.csv", 185,
        "owner, designer, end_date::varchar, h100e_low, incomplete",
        ("Amazon", "Nvidia", "2022-03-31", 3345.0, None),
    ),
    Recording(
        "data_centers/2026-07-18_data_centers.csv", 74, "site, owner, country",
        ("Colossus 2", "SpaceXAI #confident", "United States"), missing=3,
    ),
    Recording(
        "data_centers/2026-07-18_data_center_timelines.csv", 419,
        "site, date::varchar, h100e", ("Colossus 2", "2025-02-28", 0.0), missing=2,
    ),
    Recording(
        "hardware/2026-07-06_ml_hardware.csv", 175, "hardware_name, tensor_16_bit_flop_per_second",
        ("Meta MTIA 300", 6e14),
    ),
    Recording(
        "lists/2025-11-18_emnlp.csv.gz", 2096, "title, venue, year, authors, affiliations",
        (
            "Generative Knowledge Graph Construction: A Review", "emnlp", 2022, "-;-;-;-",
            "Zhejiang University;Zhejiang University;Alibaba Group;Zhejiang University",
        ),
        missing=2,
    ),
    Recording(
        "acl_anthology/2023.eacl.xml.gz", 280, "title, venue, year, affiliations, left(doi, 23)",
        (
            "PiC: A Phrase-in-Context Dataset for Phrase Understanding and Semantic Search",
            "eacl", 2023, "Auburn University;Adobe Research;Adobe Research;Auburn University",
            "10.18653/v1/2023.eacl-m",
        ),
    ),
    # Derived: real works with one affiliation, which each author gets without a name.
    Recording(
        "crossref/kdd2024.jsonl", 2, "title[:27], venue, year, authors, affiliations",
        ("An Energy-centric Framework", "kdd", 2024, "X. A;X. B", ";".join([HKUST] * 2)),
        missing=2,
    ),
    # Transcribed: two entries of the real file, in both forms of the publisher, without abstracts.
    Recording(
        "pmlr/uai2025.bib", 2, "title[:20], venue, year, authors, affiliations, abstract",
        (
            "Conformal Prediction", "uai", 2025,
            "Omer Faruk Akgul;Rajgopal Kannan;Viktor Prasanna", None,
            "It saves 15.4%, and has an open brace in italics.",
        ),
        missing=5, unknown=1,
    ),
    # Transcribed: three events of the real file, without their abstracts.
    Recording(
        "programme/neurips-2025-orals-posters.json", 3, "title, venue, year, link, status",
        (
            "Coloring Learning for Heterophilic Graph Representation", "nips", 2025,
            "https://openreview.net/forum?id=7HVADbW8fh", "Accept (poster)",
        ),
        unknown=12,
    ),
    Recording(
        "papercopilot/nips/nips2023.json.gz", 3788, "title, status, venue, year",
        ("$H$-Consistency Bounds: Characterization and Extensions", "Poster", "nips", 2023),
        missing=11, unknown=14,
    ),
    Recording(
        "openalex/2025_keypaper_results_page_1.json", 2,
        "work_id, publication_year, len(authorships)",
        ("https://openalex.org/W2755950973", 2017, 2), missing=1, unknown=38,
    ),
    Recording(
        "ror/ror_subset_schema_v2.json.gz", 31365, "ror_id, name, types, country_code",
        (
            "https://ror.org/000025p04", "Thailand Science Research and Innovation",
            ["funder", "government"], "TH",
        ),
        missing=5, unknown=5,
    ),
)  # fmt: skip


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda recording: recording.file)
def test_a_recorded_answer_is_read(
    request: pytest.FixtureRequest, tmp_path: Path, recording: Recording
) -> None:
    """Files that may not be passed on are read where they are."""
    here = (RECORD, DERIVED, REAL_DATA.parent / "more")
    folder = next((folder for folder in here if (folder / recording.file).exists()), None)
    folder = folder or request.getfixturevalue("real_data")
    source = SOURCES[recording.file.split("/")[0]]
    landing = land_file(folder / recording.file, source, tmp_path, vintage="2026-06-14")
    assert landing.snapshot is not None
    (part,) = landing.snapshot.parts
    drift = (part["rows"], len(part["missing"]), len(part["unknown"]))
    assert drift == (recording.rows, recording.missing, recording.unknown)
    table = f"{tmp_path}/{source.name}/{landing.snapshot.snapshot_id}/{source.table}.parquet"
    query = f"select {recording.columns} from read_parquet(?) where source_row = 1"
    assert duckdb.execute(query, [table]).fetchall() == [recording.first]
    bad = f"{tmp_path}/{source.name}/_set_aside/*.parquet"
    assert duckdb.execute("from read_parquet(?)", [bad]).fetchall() == []


def test_a_recorded_page_of_awards_is_read(real_data: Path) -> None:
    recorded = real_data.parent / "more" / "nairr" / "current-projects-u.json"
    page = msgspec.json.decode(recorded.read_bytes(), type=Page)
    first, *others = facts("nairr", page)
    assert (page.pages, len(page.projects), len(others)) == (1, 36, 42)
    assert list(first.values()) == [
        "nairr", "NAIRR240115", "Iowa State University",
        "Agriculture, Forestry, and Fisheries", "2024-04-22", "2024-10-22",
        "TACC Frontera", "Node Hours", "920000.0",
    ]  # fmt: skip
