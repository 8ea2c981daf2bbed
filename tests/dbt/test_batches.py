"""A function gives the same table in small batches as in one."""

from __future__ import annotations

from typing import NamedTuple

import duckdb
import pytest

from dbt_project import batches
from dbt_project.rows import rows_of


class Answer(NamedTuple):
    """A row of the result: every type, and nulls."""

    key: int
    count: int | None
    name: str | None
    share: float | None
    is_open: bool


class Even:
    """Answers the even numbers twice, and the others once without a name."""

    def __call__(self, rows: list[tuple[int, str | None]]) -> list[Answer]:
        """Answer the rows of a batch."""
        return [
            Answer(key, key % 3 or None, name, key / 7 if key % 3 else None, key % 2 == 0)
            for key, name in rows
            for _ in range(2 - key % 2)
        ]


def answers(session: duckdb.DuckDBPyConnection, rows: int) -> duckdb.DuckDBPyRelation:
    named = "case when range % 2 = 0 then 'n' || range end as name"
    table = session.sql(f"select range as key, {named} from range({rows})")
    return batches.applied(Even(), table, session)


@pytest.mark.parametrize("batch", [1, 7, 100])
def test_small_batches_give_the_same_table(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(batches.SPARK, raising=False)
    monkeypatch.setattr(batches, "BATCH", batch)
    expected = Even()([(key, None if key % 2 else f"n{key}") for key in range(50)])
    with duckdb.connect() as session:
        assert rows_of(Answer, answers(session, 50)) == expected


def test_an_empty_table_has_its_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(batches.SPARK, raising=False)
    with duckdb.connect() as session:
        table = answers(session, 0)
        assert table.columns == ["key", "count", "name", "share", "is_open"]
        assert table.types == ["BIGINT", "BIGINT", "VARCHAR", "DOUBLE", "BOOLEAN"]
        assert table.fetchall() == []
