"""An abstract is restored from its inverted index, whatever its words."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.ingestion.sources.test_openalex_texts import text_of

WORDS = st.lists(
    st.sampled_from(["the", "of", "<i>x</i>"])
    | st.text(st.characters(exclude_categories=["Cs", "Z"]), min_size=1, max_size=8),
    max_size=30,
)


@given(words=WORDS, data=st.data())
def test_the_index_of_words_gives_the_same_text(words: list[str], data: st.DataObject) -> None:
    index: dict[str, list[int]] = {}
    for place in data.draw(st.permutations(range(len(words)))):
        index.setdefault(words[place], []).append(place)
    assert text_of(json.dumps(index)) == (" ".join(words) or None)
