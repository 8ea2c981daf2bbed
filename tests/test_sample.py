"""The embedded sample is big enough, names its sources, and agrees with the publishers' files."""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from pathlib import Path

import duckdb
import pytest

from ingestion.sources.papercopilot.source import VENUE_YEAR

SAMPLE = Path(__file__).resolve().parent.parent / "ingestion" / "sample"
EXCEPTIONS = Path(__file__).with_name("sample_exceptions.csv")
SECTORS = {"Academia", "Industry", "Government", "Research collective"}


@cache
def models() -> list[dict[str, str]]:
    (path,) = (SAMPLE / "epoch").glob("*.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def papers() -> list[tuple[str, dict[str, str]]]:
    lists = sorted((SAMPLE / "papercopilot").rglob("*.json"))
    return [(path.name, record) for path in lists for record in json.loads(path.read_text())]


def test_it_holds_enough_of_every_era_and_sector() -> None:
    years = [int(row["Publication date"][:4]) for row in models()]
    assert len(models()) >= 150
    assert min(years) < 1960
    assert {year // 10 * 10 for year in years} >= set(range(1950, 2030, 10))
    assert {s for row in models() for s in row["Organization categorization"].split(",")} == SECTORS
    assert len(papers()) >= 300


def test_every_row_has_a_source() -> None:
    assert [row["Model"] for row in models() if not row["Link"].startswith("http")] == []
    bare = [
        record["title"]
        for _, record in papers()
        if not (record["doi"] or record["arxiv"] or record["site"].startswith("https://"))
    ]
    assert bare == []


def test_stated_compute_says_how_it_was_derived() -> None:
    derived = [row for row in models() if row["Training compute (FLOP)"]]
    assert len(derived) >= 95
    assert [row["Model"] for row in derived if not row["Training compute notes"]] == []


def test_no_model_or_paper_stands_twice() -> None:
    names = [row["Model"] for row in models()]
    titles = [(name, record["title"].lower()) for name, record in papers()]
    assert len(names) == len(set(names))
    assert len(titles) == len(set(titles))


def test_lists_of_a_cell_are_as_long_as_each_other() -> None:
    columns = ("Organization", "Organization categorization", "Country (of organization)")
    uneven = [
        row["Model"] for row in models() if len({len(row[c].split(",")) for c in columns}) > 1
    ]
    assert uneven == []
    assert [r["title"] for _, r in papers() if r["author"].count(";") != r["aff"].count(";")] == []


def test_list_names_tell_venue_and_year() -> None:
    assert [name for name, _ in papers() if not VENUE_YEAR.match(name)] == []


@cache
def exceptions() -> dict[tuple[str, str], str]:
    with EXCEPTIONS.open(encoding="utf-8", newline="") as lines:
        return {(row["model"], row["field"]): row["reason"] for row in csv.DictReader(lines)}


def key(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def sectors(cell: str) -> str:
    found = set(cell.split(",")) & SECTORS
    if {"Academia", "Industry"} <= found:
        return "both"
    return next(iter(found)) if found in ({"Academia"}, {"Industry"}) else "other"


@pytest.fixture(scope="module")
def published(real_data: Path) -> dict[str, tuple[float | None, str, str]]:
    """Return models of the publisher's newest notable list with compute, year and sector labels."""
    path = max((real_data / "epoch").glob("*_notable_ai_models.csv"))
    rows = duckdb.execute(
        'select "Model", try_cast("Training compute (FLOP)" as double),'
        ' left("Publication date", 4), "Organization categorization"'
        " from read_csv(?, all_varchar = true, header = true)",
        [str(path)],
    ).fetchall()
    return {key(name): (flop, year, label or "") for name, flop, year, label in rows}


def test_it_agrees_with_the_publisher_where_both_hold_a_model(
    published: dict[str, tuple[float | None, str, str]],
) -> None:
    shared = [row for row in models() if key(row["Model"]) in published]
    assert len(shared) >= 100
    found = set()
    for row in shared:
        flop, year, label = published[key(row["Model"])]
        ours = row["Training compute (FLOP)"]
        if ours and flop and not 0.5 <= float(ours) / flop <= 2:
            found.add((row["Model"], "Training compute (FLOP)"))
        if row["Publication date"][:4] != year:
            found.add((row["Model"], "year"))
        if label and sectors(row["Organization categorization"]) != sectors(label):
            found.add((row["Model"], "team class"))
    assert found - exceptions().keys() == set()


def test_every_exception_has_a_reason() -> None:
    assert all(len(reason) > 20 for reason in exceptions().values())
    assert {model for model, _ in exceptions()} <= {row["Model"] for row in models()}
