"""Counts of another group and ours are compared on the same strings."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import duckdb
import pytest

from ingestion.landing.schema import literal
from orchestration.cli import agreement
from orchestration.settings import DBT_PROJECT
from tests.conftest import REAL_DATA

FILES = REAL_DATA / "external" / "icadl2024"
SEED = DBT_PROJECT / "seeds" / "affiliations" / "outside_agreement.csv"
PAPERS = [
    ("Both", "Google", "MIT", "1.0"),
    ("Ours", "IBM Research", "", "0.0"),
    ("Theirs", "MIT", "", "1.0"),
    ("Neither", "MIT", "Stanford University", "0.0"),
]


@pytest.fixture(autouse=True)
def _two_companies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read two names as companies, without building the dictionary."""

    def classify(strings: Path, out: Path, ror: Path | None) -> None:
        with duckdb.connect() as connection:
            connection.execute(
                "copy (select affiliation,"
                " affiliation in ('Google', 'IBM Research') as has_industry"
                f" from read_csv({literal(strings)}, header = true, all_varchar = true))"
                f" to {literal(out)} (header true)"
            )

    monkeypatch.setattr(agreement, "classify", classify)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_papers_are_counted_by_side(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "AAAI2020.csv.gz", "wt", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["title", "inst1", "inst2", "num_company"])
        writer.writerows(PAPERS)
    counts = agreement.compare(tmp_path, None, tmp_path / "out.csv")
    assert counts == [("AAAI", 2020, 4, 1, 1, 1)]
    differing = [(row["title"], row["ours"]) for row in rows(tmp_path / "out_papers.csv")]
    assert differing == [("Ours", "true"), ("Theirs", "false")]


@pytest.mark.skipif(not FILES.is_dir(), reason=f"{FILES} does not exist")
def test_the_restated_counts_of_the_others_are_those_of_their_files(tmp_path: Path) -> None:
    counts = agreement.compare(FILES, None, tmp_path / "out.csv")
    stated = {(row["venue"], int(row["year"])): row for row in rows(SEED)}
    assert len(counts) == len(stated)
    for venue, year, papers, both, theirs, _ in counts:
        row = stated[venue.lower(), year]
        company = int(row["both_find_one"]) + int(row["only_theirs"])
        assert (papers, both + theirs) == (int(row["papers"]), company)
