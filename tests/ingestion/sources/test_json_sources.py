"""Paper lists, OpenAlex pages and ROR dumps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingestion.sources.papercopilot import source as papercopilot
from ingestion.sources.ror import source as ror
from tests.builders import Write, land_file, paper, stored


def test_a_paper_list_states_tracks_in_its_status_or_track(write: Write, tmp_path: Path) -> None:
    names = {
        ("Long Main", "main"): "main", ("Short Findings", "main"): "findings", (None, None): None,
        ("Poster", "Survey Track"): "other", ("Poster", "Datasets & Benchmarks"): "datasets",
        ("", "Applied Data Science"): "industry", ("Journal", None): "journal",
        ("System Demonstrations", "main"): "demo", ("Oral Workshop", "main"): "workshop",
    }  # fmt: skip
    papers = [paper(status=status, track=track) for status, track in names]
    land_file(write("x2023.json", json.dumps(papers)), papercopilot.SOURCE, tmp_path / "raw")
    tracks = stored(tmp_path / "raw", papercopilot.SOURCE, "standard_track")
    assert [track for (track,) in tracks] == list(names.values())


@pytest.mark.parametrize(
    ("venue", "fields", "source"),
    [
        ("emnlp", {"position": ";PhD student"}, "profile"),
        ("icml", {"position": ";", "pdf": "https://proceedings.mlr.press/1.pdf"}, "printed"),
        ("iclr", {}, "profile"),
        ("kdd", {}, "printed"),
        ("kdd", {"aff": " ; "}, None),
    ],
)
def test_a_paper_list_says_where_affiliations_are_from(
    write: Write, tmp_path: Path, venue: str, fields: dict[str, str], source: str | None
) -> None:
    path = write(f"{venue}2020.json", json.dumps([paper(**fields)]))
    land_file(path, papercopilot.SOURCE, tmp_path / "raw")
    assert stored(tmp_path / "raw", papercopilot.SOURCE, "affiliations_are") == [(source,)]


def test_both_schemas_of_ror_become_one_table(write: Write, tmp_path: Path) -> None:
    v1 = {
        "id": "https://ror.org/011111111", "name": "Example University", "types": ["Education"],
        "status": "active", "aliases": ["EU"], "acronyms": ["EXU"],
        "labels": [{"label": "Universität Beispiel", "iso639": "de"}],
        "country": {"country_code": "DE"},
    }  # fmt: skip
    v2 = {
        "id": "https://ror.org/022222222", "types": ["company", "funder"], "status": "active",
        "names": [
            {"value": "Example Inc", "types": ["label", "ror_display"], "lang": "en"},
            {"value": "EXI", "types": ["acronym"], "lang": None},
        ],
        "locations": [{"geonames_details": {"country_code": "US"}}],
    }  # fmt: skip
    land_file(write("v1.json", json.dumps([v1])), ror.SOURCE, tmp_path / "raw")
    land_file(write("v2.json", json.dumps([v2])), ror.SOURCE, tmp_path / "raw")
    rows = stored(
        tmp_path / "raw", ror.SOURCE,
        "part, name, types, country_code, [n.value for n in names if n.is_acronym]",
    )  # fmt: skip
    assert sorted(rows) == [
        ("v1", "Example University", ["education"], "DE", ["EXU"]),
        ("v2", "Example Inc", ["company", "funder"], "US", ["EXI"]),
    ]
