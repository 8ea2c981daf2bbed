"""A printed affiliation is normalised to words and commas, whatever its characters."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from dbt_project.functions.affiliations.normalise import normalised

# Marks that separate, fold or vanish, next to letters of any script.
MARKS = " ,;:/()|@•·—–−、，{}[]-&+.'’`´ﬀßæøİıＡ１（　\t\n\u00a0\u200b"
TEXTS = st.text(st.sampled_from(MARKS) | st.characters(exclude_categories=["Cs"]), max_size=30)


@given(text=TEXTS)
@example(text="")
@example(text=" , ,, ")
@example(text="&amp; & +")
def test_any_text_becomes_words_and_single_commas(text: str) -> None:
    words = normalised(text)
    assert "  " not in words
    assert words == words.strip(" ,")
    assert not re.search(r"[;:/()|@&+.'`{}\[\]]", words)


@given(text=st.text("abc XYZ,;-.&12", max_size=30))
def test_case_makes_no_difference(text: str) -> None:
    assert normalised(text.upper()) == normalised(text.lower())
