"""Abstracts that OpenAlex gives as an inverted index are put together."""

from __future__ import annotations

import json
from typing import Any

import duckdb
import pytest

from ingestion.sources.openalex.source import ABSTRACT

INDEXES = {
    "a word at several places": (
        {"the": [0, 3], "we": [2], "cat.": [1, 4]},
        "the cat. we the cat.",
    ),
    "a place that no word has": ({"late": [9], "first": [0], "then": [4]}, "first then late"),
    "marks and other scripts": ({'"so"\n': [0], "学习": [1], "a b": [2]}, '"so"\n 学习 a b'),
    "no words": ({}, None),
}


def text_of(index: str | None) -> Any:
    """Return the text of an index in JSON."""
    query = ABSTRACT.format(works="select ? as abstract_inverted_index")
    ((text,),) = duckdb.execute(f"select abstract from ({query})", [index]).fetchall()
    return text


@pytest.mark.parametrize(("index", "text"), INDEXES.values(), ids=INDEXES)
def test_words_stand_in_the_order_of_their_places(
    index: dict[str, list[int]], text: str | None
) -> None:
    assert text_of(json.dumps(index)) == text
