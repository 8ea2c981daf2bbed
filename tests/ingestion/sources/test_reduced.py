"""A reduced list has only words that our tables have, and takes over the form before it."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingestion.errors import IngestionError
from ingestion.landing.snapshots import WITHDRAWN, snapshots
from ingestion.sources.lists.source import SOURCE as LISTS
from ingestion.sources.reduced.source import COUNTRIES, SOURCE
from ingestion.stored import TAKEN_OVER, withdraw_former
from orchestration.cli.reduce import LICENCE
from orchestration.run.settings import DBT_PROJECT
from tests.builders import Write, csv_text, land_file, land_folder

MENTION = {"slot": 1, "string": 1, "sectors": ["academia"], "country": "CH", "organisation": None}
TAG = {"kind": "topic", "name": "vision", "in_head": 1, "in_abstract": 0, "devices": None}
PAPER = {
    "title_key": "0123456789ab", "venue": "robots", "year": 2024, "outcome": "accepted",
    "track": "main", "author_count": 2, "slot_count": 2, "affiliations_are": "printed",
    "mentions": [MENTION, {**MENTION, "slot": 2, "sectors": [], "country": None}], "tags": [TAG],
}  # fmt: skip
# A list in the form of a release before.
FORMER = [
    {
        "title": "key:0123456789ab", "venue": "robots", "year": 2024, "authors": "-",
        "affiliations": "=academia/CH",
    }
]  # fmt: skip


def land(write: Write, folder: Path, *papers: dict[str, Any]) -> str:
    path = write("2026-01-01_a_robots.json", json.dumps(papers))
    return land_file(path, SOURCE, folder / "raw").status


def test_a_paper_may_have_no_mention_and_no_tag(write: Write, tmp_path: Path) -> None:
    nothing = {"mentions": None, "tags": None, "slot_count": None, "track": None}
    assert land(write, tmp_path, PAPER, {**PAPER, **nothing}) == "landed"


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        ({"title_key": "A title"}, "12 hexadecimal digits"),
        ({"slot_count": 10**9}, "counts of authors"),
        ({"tags": [{**TAG, "name": "x" * 500_000}]}, "names of at most 200 bytes"),
        ({"mentions": [{**MENTION, "organisation": "x" * 201}]}, "organisations of at most 200"),
        ({"mentions": [{**MENTION, "sectors": ["school"]}]}, "sectors among academia"),
        ({"mentions": [{**MENTION, "country": "ZZ"}]}, "ISO 3166-1"),
        ({"tags": [{**TAG, "devices": 0}]}, "must have counts"),
    ],
)
def test_a_word_that_no_table_has_is_refused(
    write: Write, tmp_path: Path, bad: dict[str, Any], rule: str
) -> None:
    with pytest.raises(IngestionError, match=rule):
        land(write, tmp_path, {**PAPER, **bad})


def test_countries_are_those_of_the_seed() -> None:
    """Ingestion reads no table of dbt."""
    with (DBT_PROJECT / "seeds/models/iso_country.csv").open(encoding="utf-8") as lines:
        assert {row["country"] for row in csv.DictReader(lines)} == set(COUNTRIES.split("|"))


def test_a_list_in_the_former_form_is_withdrawn_once_and_refused_anew(
    write: Write, tmp_path: Path
) -> None:
    raw, name = tmp_path / "raw", "lists/2026-01-01_a_robots.csv"
    write(f"in/{name}", csv_text(FORMER))
    write("in/manifest.csv", csv_text([{"file": name, "licence": LICENCE}]))
    assert land_folder(tmp_path / "in", replace(LISTS, rules=()), raw) == ["landed"]
    (stored,) = snapshots(raw, LISTS)
    withdraw_former(raw)
    assert land_folder(tmp_path / "in", LISTS, raw) == ["withdrawn"]
    withdrawn = raw / LISTS.name / WITHDRAWN / stored.snapshot_id / "withdrawn.json"
    assert json.loads(withdrawn.read_text())["reason"] == TAKEN_OVER
    with pytest.raises(IngestionError, match="make the reduced list again"):
        land_folder(tmp_path / "in", LISTS, tmp_path / "new")
