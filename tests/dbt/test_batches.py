"""A function gives the same table in small batches as in one."""

from __future__ import annotations

from typing import NamedTuple

import duckdb
import pytest

from dbt_project import batches
from dbt_project.rows import rows_of


class Answer(NamedTuple):
    key: int
    count: int | None
    name: str | None
    share: float | None
    is_first: bool


class Even:
    """Answers the even numbers twice, and the others once without a name."""

    def __call__(self, rows: list[tuple[int, str | None]]) -> list[Answer]:
        return [
            Answer(key, key % 3 or None, name, key / 7 if key % 3 else None, key % 2 == 0)
            for key, name in rows
            for _ in range(2 - key % 2)
        ]


@pytest.mark.parametrize("small", [0, 1000], ids=["on all cores", "in this process"])
@pytest.mark.parametrize(("batch", "size"), [(1, 50), (7, 50), (100, 50), (100, 0)])
def test_small_batches_give_the_same_table(
    batch: int, size: int, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table without rows has its columns too."""
    monkeypatch.setattr(batches, "BATCH", batch)
    monkeypatch.setattr(batches, "SMALL", small)
    with duckdb.connect() as session:
        named = "if(range % 2 = 0, 'n' || range, null) as name"
        table = session.sql(f"select range as key, {named} from range({size})")
        found = batches.applied(Even(), table, session)
        assert found.types == ["BIGINT", "BIGINT", "VARCHAR", "DOUBLE", "BOOLEAN"]
        expected = Even()([(key, None if key % 2 else f"n{key}") for key in range(size)])
        assert rows_of(Answer, found) == expected
