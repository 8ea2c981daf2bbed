"""Pre-trained models that papers name, on publishers' files."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest


@pytest.fixture(scope="module")
def marts(real_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    path = real_home / "published" / "latest" / "compute_divide.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def test_enough_mentions_were_checked_and_most_are_right(marts: duckdb.DuckDBPyConnection) -> None:
    rows = marts.execute(
        "select measure, scope, n, value from marts.pretrained_accuracy"
    ).fetchall()
    of = {(measure, scope): (n, value) for measure, scope, n, value in rows}
    checked = [
        n
        for (measure, scope), (n, _) in of.items()
        if (measure, scope[:5]) == ("precision", "names")
    ]
    assert sum(checked) >= 200
    assert of["precision", "random draw"][1] >= 0.9
    assert of["recall", "names of the list, in works read in full"][1] >= 0.8


def test_coverage_of_abstracts_agrees_with_the_file(
    marts: duckdb.DuckDBPyConnection, real_data: Path
) -> None:
    (path,) = (real_data / "papercopilot").rglob("*ijcai2021*")
    records = json.loads(gzip.decompress(path.read_bytes()))
    counted = marts.execute(
        "select k, n from marts.metrics where metric = 'abstract_coverage'"
        " and venue = 'ijcai' and period = '2021'"
    ).fetchall()
    assert counted == [(sum(bool(r["abstract"].strip()) for r in records), len(records))]


def test_works_without_an_abstract_stand_beside_the_others(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    wrong = marts.execute(
        """
        select adoption.period
        from marts.metrics as adoption
        inner join marts.metrics as coverage using (definition, source, vintage, period)
        where adoption.metric = 'pretrained_adoption' and coverage.metric = 'abstract_coverage'
            and adoption.venue is null and coverage.venue is null and adoption.team_class is null
            and adoption.sector is null
            and (adoption.n <> coverage.k or adoption.n + adoption.n_unknown <> coverage.n)
        """
    ).fetchall()
    assert wrong == []
