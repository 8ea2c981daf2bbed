"""An abstract comes back from its inverted index, whatever its words."""

from __future__ import annotations

import json

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from tests.dbt.rendering import macros

TEXT_OF = macros("engine", "engine").text_of_index("words")
WORDS = st.lists(
    st.sampled_from(["the", "of", "<i>x</i>"])
    | st.text(st.characters(exclude_categories=["Cs", "Z"]), min_size=1, max_size=8),
    max_size=30,
)


@given(words=WORDS, data=st.data())
def test_the_index_of_words_gives_the_same_text(
    connection: duckdb.DuckDBPyConnection, words: list[str], data: st.DataObject
) -> None:
    index: dict[str, list[int]] = {}
    for place in data.draw(st.permutations(range(len(words)))):
        index.setdefault(words[place], []).append(place)
    query = f"select {TEXT_OF} from (select ? as words)"
    assert connection.execute(query, [json.dumps(index)]).fetchall() == [(" ".join(words),)]
