"""Abstracts that OpenAlex gives as an inverted index are put together again."""

from __future__ import annotations

import json

import duckdb
import pytest

from tests.dbt.rendering import macros

TEXT_OF = macros("engine", "engine").text_of_index("words")
INDEXES = {
    "a word at several places": (
        {"the": [0, 3], "we": [2], "cat.": [1, 4]},
        "the cat. we the cat.",
    ),
    "a place that no word has": ({"late": [9], "first": [0], "then": [4]}, "first then late"),
    "no order of words": ({"c": [10], "b": [9], "a": [2]}, "a b c"),
    "marks and other scripts": ({'"so"\n': [0], "学习": [1], "a b": [2]}, '"so"\n 学习 a b'),
    "words without a place": ({"ghost": [], "word": [0]}, "word"),
    "no words": ({}, ""),
}


@pytest.mark.parametrize(("index", "text"), INDEXES.values(), ids=INDEXES)
def test_words_stand_in_the_order_of_their_places(index: dict[str, list[int]], text: str) -> None:
    query = f"select {TEXT_OF} from (select ? as words)"
    assert duckdb.execute(query, [json.dumps(index)]).fetchall() == [(text,)]


def test_no_index_is_no_text() -> None:
    query = f"select {TEXT_OF} from (values (null), ('null')) as works (words)"
    assert duckdb.execute(query).fetchall() == [(None,), (None,)]


def test_a_long_abstract_comes_back_from_its_index() -> None:
    words = [f"w{number * number % 97}" for number in range(400)]
    index: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        index.setdefault(word, []).append(place)
    query = f"select {TEXT_OF} from (select ? as words)"
    assert duckdb.execute(query, [json.dumps(index)]).fetchall() == [(" ".join(words),)]
