"""Abstracts that OpenAlex gives as an inverted index are put together, once for each snapshot."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.landing.snapshots import connect, initialise_source
from ingestion.landing.texts import MADE, complete_texts
from ingestion.sources.openalex.source import SOURCE, TEXTS
from tests.builders import land_file
from tests.ingestion.openalex.faults import work

INDEXES = {
    "a word at several places": (
        {"the": [0, 3], "we": [2], "cat.": [1, 4]},
        "the cat. we the cat.",
    ),
    "a place that no word has": ({"late": [9], "first": [0], "then": [4]}, "first then late"),
    "no order of words": ({"c": [10], "b": [9], "a": [2]}, "a b c"),
    "marks and other scripts": ({'"so"\n': [0], "学习": [1], "a b": [2]}, '"so"\n 学习 a b'),
    "words without a place": ({"ghost": [], "word": [0]}, "word"),
    "no words": ({}, None),
    "only a blank": ({" ": [0]}, None),
}


def text_of(index: str | None) -> Any:
    """Return the text of an index in JSON."""
    keys = ("snapshot_id", "part", "source_row", "publication_year", "title")
    nothing = ", ".join(f"null as {key}" for key in keys)
    query = TEXTS.format(table=f"(select ? as abstract_inverted_index, {nothing})")
    ((text,),) = duckdb.execute(f"select abstract from ({query})", [index]).fetchall()
    return text


@pytest.mark.parametrize(("index", "text"), INDEXES.values(), ids=INDEXES)
def test_words_stand_in_the_order_of_their_places(
    index: dict[str, list[int]], text: str | None
) -> None:
    assert text_of(json.dumps(index)) == text


@pytest.mark.parametrize(
    ("index", "text"),
    [
        (None, None),
        ("null", None),
        ("[1]", None),
        ("3", None),
        ('{"a": "x", "b": [1]}', "b"),
        ('{"a": null, "b": [1], "c": [-1, 9223372036854775807]}', "b"),
        ('{"a": [[1]], "b": {"c": [1]}}', None),
    ],
)
def test_what_is_no_position_has_no_place(index: str | None, text: str | None) -> None:
    assert text_of(index) == text


def test_a_long_abstract_comes_back_from_its_index() -> None:
    words = [f"w{number * number % 97}" for number in range(400)]
    index: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        index.setdefault(word, []).append(place)
    assert text_of(json.dumps(index)) == " ".join(words)


def delete(texts: Path) -> None:
    texts.unlink()


def alter(texts: Path) -> None:
    duckdb.execute(f"copy (select 'altered' as abstract) to '{texts}' (format parquet)")


def cut(texts: Path) -> None:
    texts.write_bytes(texts.read_bytes()[:100])


def forget(texts: Path) -> None:
    """Change the record of the texts, as if an older version of the code had built them."""
    alter(texts)
    (texts.parents[2] / MADE.format(SOURCE.name)).write_text("{")


def landed(raw: Path) -> Path:
    """Land two works, build their texts, and return the file of the texts."""
    index = {"abstract_inverted_index": {"later": [1], "A": [0]}}
    page = {"meta": {}, "results": [work(2, abstract_inverted_index=None), work(1, **index)]}
    path = raw.parent / "works.json"
    path.write_text(json.dumps(page))
    land_file(path, SOURCE, raw)
    (texts,) = raw.glob("openalex/2*/texts.parquet")
    return texts


def make_texts(raw: Path) -> None:
    with connect() as connection:
        complete_texts(connection, raw, SOURCE)


@pytest.mark.parametrize("spoil", [delete, alter, cut, forget])
def test_missing_or_altered_texts_are_made_again(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    texts = landed(tmp_path / "raw")
    made = duckdb.execute(f"from '{texts}'").fetchall()
    assert [row[-1] for row in made] == [None, "A later"]
    spoil(texts)
    make_texts(tmp_path / "raw")
    assert duckdb.execute(f"from '{texts}'").fetchall() == made


def test_texts_are_made_once(tmp_path: Path) -> None:
    texts = landed(tmp_path / "raw")
    made = texts.stat()
    make_texts(tmp_path / "raw")
    assert texts.stat() == made


def test_a_source_without_a_snapshot_has_no_texts(tmp_path: Path) -> None:
    with connect() as connection:
        initialise_source(connection, tmp_path, SOURCE)
    assert duckdb.execute(f"from '{tmp_path}/openalex/_schema/texts.parquet'").fetchall() == []
