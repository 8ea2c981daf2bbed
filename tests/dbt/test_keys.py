"""Keys that identify texts differ between texts that are alike."""

from __future__ import annotations

import itertools
import string

import duckdb

from tests.dbt.rendering import macros

# Each pair of letters occurs twice, eight letters apart.
ALIKE = [
    f"University of W{a}biv{b}, W{a}biv{b}"
    for a, b in itertools.product(string.ascii_lowercase, repeat=2)
]


def test_texts_that_are_alike_have_different_ids() -> None:
    """The keys of words are faster, and do not identify a text."""
    key = macros("", "keys").text_id("text")
    with duckdb.connect() as connection:
        query = f"select count(distinct {key}) from unnest(?) as t (text)"
        assert connection.execute(query, [ALIKE]).fetchall() == [(len(ALIKE),)]
