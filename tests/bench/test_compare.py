"""Two results are compared by their rows and columns, without the times of their runs."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import pytest

from tests.bench import compare

METRICS = """
create table marts.metrics as select * from (values
    ('share', '2020', 0.25, 10, timestamp '2026-01-0{day}'),
    ('share', '2021', {value}, 20, timestamp '2026-01-0{day}'),
    ('share', null, null, 3, timestamp '2026-01-0{day}')
) as rows(metric, period, value, n, retrieved_at)
"""


def warehouse(path: Path, *statements: str, day: int = 1, value: float = 0.5) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute(METRICS.format(day=day, value=value))
        for statement in statements:
            connection.execute(statement)
    return path


def test_times_and_order_of_rows_do_not_count(tmp_path: Path) -> None:
    old, new = (warehouse(tmp_path / f"{day}.duckdb", day=day) for day in (1, 2))
    with duckdb.connect(str(new)) as connection:
        connection.execute("create or replace table marts.metrics as from marts.metrics order by n")
    assert list(compare.compare(old, new)) == []


def test_every_kind_of_difference_is_found(tmp_path: Path) -> None:
    old = warehouse(
        tmp_path / "old.duckdb",
        "create table marts.gone as select 1 as a",
        "create table marts.other as select 1 as a, 2 as b",
    )
    new = warehouse(
        tmp_path / "new.duckdb",
        "create table marts.other as select 3 as a, 2 as b",
        "alter table marts.metrics add column caveats varchar[]",
        "alter table marts.metrics alter n type varchar",
        value=0.75,
    )
    year = "metric=share, period=2021"
    assert list(compare.compare(old, new)) == [
        "gone: table only in old",
        "metrics: columns only in new: caveats",
        "metrics: columns of another type: n",
        f'metrics: "value" differs in 1 rows, by at most 0.25, such as {year}: 0.50 to 0.75',
        "other: 1 rows only in old, such as a=1, b=2",
        "other: 1 rows only in new, such as a=3, b=2",
    ]


def test_a_new_column_of_the_key_is_null_in_the_old_rows(tmp_path: Path) -> None:
    """Rows of both sides are compared by column; rows that the new column adds are named."""
    old = warehouse(tmp_path / "old.duckdb")
    new = warehouse(
        tmp_path / "new.duckdb",
        "alter table marts.metrics add column topic varchar",
        "insert into marts.metrics by name select * replace ('vision' as topic) from marts.metrics"
        " where period = '2020'",
        "update marts.metrics set n = n + 1 where period is null",
    )
    assert list(compare.compare(old, new)) == [
        "metrics: columns only in new: topic",
        "metrics: 1 keys only in new, such as metric=share, period=2020, topic=vision",
        'metrics: "n" differs in 1 rows, by at most 1, such as metric=share: 3 to 4',
    ]


def test_publications_are_compared_by_their_parquet_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (("old", 1.0), ("new", 3.0)):
        (tmp_path / name).mkdir()
        file = tmp_path / name / "metrics.parquet"
        duckdb.execute(f"copy (select 'share' as metric, {value}::double as value) to '{file}'")
    monkeypatch.setattr(sys, "argv", ["compare", str(tmp_path / "old"), str(tmp_path / "new")])
    with pytest.raises(SystemExit) as ended:
        compare.main()
    assert ended.value.code == 1
    assert 'metrics.parquet: "value" differs in 1 rows, by at most 2' in capsys.readouterr().out
    with pytest.raises(ValueError, match="has no mart"):
        list(compare.compare(tmp_path / "old", duckdb_without_marts(tmp_path)))


def duckdb_without_marts(folder: Path) -> Path:
    path = folder / "empty.duckdb"
    duckdb.connect(str(path)).close()
    return path
