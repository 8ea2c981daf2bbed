"""A printed affiliation is normalised to words and commas, whatever its characters."""

from __future__ import annotations

import re

import duckdb
from hypothesis import example, given
from hypothesis import strategies as st

from tests.dbt.rendering import ENVIRONMENT, PROJECT

FILES = ("text/normalise",)
MACROS = ENVIRONMENT.from_string(
    "".join((PROJECT / "macros" / f"{name}.sql").read_text(encoding="utf-8") for name in FILES),
    {"return": str},
).module
SPELLED = f"select {MACROS.spell_out('t')} as spelled from (select ? as t)"
QUERY = f"select {MACROS.tidy_parts('spelled')} from ({SPELLED})"
# Marks that separate, fold or vanish, next to letters of any script.
MARKS = " ,;:/()|@•·—–−、，{}[]-&+.'’`´ﬀßæøİıＡ１（　\t\n\u00a0\u200b"
TEXTS = st.text(st.sampled_from(MARKS) | st.characters(exclude_categories=["Cs"]), max_size=30)


def normalised(connection: duckdb.DuckDBPyConnection, text: str) -> str:
    ((words,),) = connection.execute(QUERY, [text]).fetchall()
    return str(words)


@given(text=TEXTS.map(lambda text: text.replace("\0", "")))
@example(text="")
@example(text=" , ,, ")
@example(text="&amp; & +")
def test_any_text_becomes_words_and_single_commas(
    connection: duckdb.DuckDBPyConnection, text: str
) -> None:
    words = normalised(connection, text)
    assert "  " not in words
    assert words == words.strip(" ,")
    assert not re.search(r"[;:/()|@&+.'`{}\[\]]", words)


@given(text=st.text("abc XYZ,;-.&12", max_size=30))
def test_case_makes_no_difference(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    assert normalised(connection, text.upper()) == normalised(connection, text.lower())
