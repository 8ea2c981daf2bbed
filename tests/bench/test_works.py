"""Synthetic works repeat, have OpenAlex's stored shape, and name their origin."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from tests.bench import works

COUNT = 300


def table(home: Path) -> str:
    return f"read_parquet('{home}/raw/publishers/openalex/*/works.parquet', union_by_name = true)"


def test_works_repeat_and_are_labelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for pool in ("ABSTRACTS", "TITLES"):
        monkeypatch.setattr(works, pool, 20)
    for home in ("one", "two"):
        works.land_works(COUNT, tmp_path / home)
    one, two = (table(tmp_path / home) for home in ("one", "two"))
    assert duckdb.sql(f"from {one} except from {two}").fetchall() == []
    query = (
        "select count(distinct work_id), count(distinct publication_year),"
        f" bool_and(len(authorships) > 0) from {one}"
    )
    found, years, is_listed = duckdb.sql(query).fetchall()[0]
    assert (found, is_listed) == (COUNT, True)
    assert years == len(works.years(COUNT))
    manifests = list((tmp_path / "one").glob("raw/publishers/openalex/*/manifest.json"))
    publishers = {json.loads(text)["publisher"] for m in manifests if (text := m.read_text())}
    assert publishers == {works.PUBLISHER}


def test_years_grow_and_add_up() -> None:
    sizes = [last - first for _, first, last in works.years(100_000)]
    assert sum(sizes) == 100_000
    assert sizes == sorted(sizes)


def test_an_inverted_index_has_each_position_once() -> None:
    index = json.loads("{" + works.inverted_index(["a", "b", "a"]) + "}")
    assert index == {"a": [1, 3], "b": [2]}
