"""``python -m tests.bench.compare OLD NEW``: differences between two results of the same inputs.

Each argument is a warehouse (``.duckdb``) or a publication folder (its Parquet files). The command
prints, table by table, the rows that only one side has and the added, removed and retyped columns.
Rows of ``metrics`` are matched by their key. The command prints the keys that only one side has,
and for each other column the number of rows that differ and the largest change of a number. The
order of rows does not matter. Numbers are equal if they agree in nine digits. Exit status: 0 if all
tables are equal, else 1.

The time at which a file was retrieved is ignored.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import duckdb

from ingestion.landing.schema import identifier, literal

IGNORED = {"retrieved_at"}
TOLERANCE = 1e-9
METRIC_KEY = (
    *("metric", "definition", "source", "vintage", "period", "team_class", "sector", "topic"),
    *("country", "region", "venue", "counting", "unit"),
)


def tables(connection: duckdb.DuckDBPyConnection, side: str, path: Path) -> dict[str, str]:
    """Return the SQL name of each table of a result, by its own name."""
    if path.is_dir():
        files = sorted(path.rglob("*.parquet"))
        return {str(file.relative_to(path)): f"read_parquet({literal(file)})" for file in files}
    connection.execute(f"attach {literal(path)} as {side} (read_only)")
    query = (
        "select table_name from information_schema.tables"
        f" where table_catalog = '{side}' and table_schema = 'marts' order by table_name"
    )
    names = [name for (name,) in connection.execute(query).fetchall()]
    return {name: f"{side}.marts.{identifier(name)}" for name in names}


def columns(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """Return the type of each column that is compared."""
    rows = connection.execute(f"describe select * from {table}").fetchall()
    return {name: kind for name, kind, *_ in rows if name not in IGNORED}


def changed_columns(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for added, removed and retyped columns."""
    changes = {
        "columns only in new": new.keys() - old.keys(),
        "columns only in old": old.keys() - new.keys(),
        "columns of another type": {c for c in old.keys() & new.keys() if old[c] != new[c]},
    }
    return (f"{text}: {', '.join(sorted(names))}" for text, names in changes.items() if names)


def example(names: Sequence[str], values: Sequence[object]) -> str:
    """Return the cells of a row that are not null."""
    cells = zip(names, values, strict=True)
    return ", ".join(f"{name}={value}" for name, value in cells if value is not None)


def changed_rows(
    connection: duckdb.DuckDBPyConnection, old: str, new: str, shared: Mapping[str, str]
) -> Iterator[str]:
    """Yield a line with the number of rows that only one side has, and the first of them."""
    selected = ", ".join(
        f"printf('%.9g', {identifier(name)}) as {identifier(name)}"
        if kind == "DOUBLE"
        else identifier(name)
        for name, kind in shared.items()
    )
    for side, table, other in (("old", old, new), ("new", new, old)):
        query = (
            f"select {selected} from {table} except all select {selected} from {other} order by all"
        )
        if rows := connection.execute(query).fetchall():
            yield f"{len(rows)} rows only in {side}, such as {example(list(shared), rows[0])}"


def changed_metrics(
    connection: duckdb.DuckDBPyConnection,
    tables: Mapping[str, str],
    columns: Mapping[str, Mapping[str, str]],
) -> Iterator[str]:
    """Yield a line for the keys that only one side has, and for each column that differs.

    If one side lacks a column of the key, the column is null on that side.
    """
    key = [name for name in METRIC_KEY if any(name in kinds for kinds in columns.values())]
    for side, table in tables.items():
        lacking = [identifier(name) for name in key if name not in columns[side]]
        selected = "".join(f", null::varchar as {name}" for name in lacking)
        connection.execute(f"create or replace temp view {side} as select *{selected} from {table}")
    same = " and ".join(f"old.{k} is not distinct from new.{k}" for k in map(identifier, key))
    for side, other in (("old", "new"), ("new", "old")):
        fields = ", ".join(f"{side}.{identifier(name)}" for name in key)
        only = f"select {fields} from {side} anti join {other} on {same}"
        first = f"select (select count(*) from ({only})), * from ({only}) order by all limit 1"
        for count, *values in connection.execute(first).fetchall():
            yield f"{count} keys only in {side}, such as {example(key, values)}"
    for name, kind in columns["old"].items():
        if name in columns["new"] and name not in key:
            is_retyped = columns["new"][name] != kind
            yield from changed_column(connection, same, key, identifier(name), is_retyped)


def changed_column(
    connection: duckdb.DuckDBPyConnection, same: str, key: list[str], name: str, is_retyped: bool
) -> Iterator[str]:
    """Yield a line with the rows whose values of a column differ, and the largest change."""
    old, new = (f"{side}.{name}{'::varchar' * is_retyped}" for side in ("old", "new"))
    fields = ", ".join(f"old.{identifier(column)}" for column in key)
    number = "try_cast({}::varchar as double)"
    change = f"abs({number.format(old)} - {number.format(new)})"
    largest = connection.execute(
        f"select count(*) over (), {change} as change, {old}, {new}, {fields}"
        f" from old join new on {same} where {old} is distinct from {new}"
        f" and coalesce({change} > {TOLERANCE} * greatest(1, abs({number.format(old)})), true)"
        f" order by change desc nulls last, {fields} limit 1"
    ).fetchall()
    for count, most, before, after, *place in largest:
        bound = "" if most is None else f", by at most {most:g}"
        row = example(key, place)
        yield f"{name} differs in {count} rows{bound}, such as {row}: {before} to {after}"


def compare_table(
    connection: duckdb.DuckDBPyConnection, name: str, old: str, new: str
) -> Iterator[str]:
    """Yield a line for each difference of two tables."""
    before, after = columns(connection, old), columns(connection, new)
    yield from changed_columns(before, after)
    shared = {name: kind for name, kind in before.items() if name in after}
    if Path(name).stem == "metrics":
        tables = {"old": old, "new": new}
        yield from changed_metrics(connection, tables, {"old": before, "new": after})
    elif shared:
        yield from changed_rows(connection, old, new, shared)


def compare(old: Path, new: Path) -> Iterator[str]:
    """Yield a line for each difference of two results. Raises ValueError for an empty one."""
    with duckdb.connect() as connection:
        before, after = tables(connection, "old", old), tables(connection, "new", new)
        for path, marts in ((old, before), (new, after)):
            if not marts:
                raise ValueError(f"{path} has no mart: give a warehouse or a publication folder")
        for name in sorted(before.keys() | after.keys()):
            if name not in after or name not in before:
                yield f"{name}: table only in {'old' if name in before else 'new'}"
                continue
            lines = compare_table(connection, name, before[name], after[name])
            yield from (f"{name}: {line}" for line in lines)


def main() -> None:
    """Compare the two results that the command line names, and print the differences."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.compare", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("old", type=Path, help="warehouse (.duckdb) or publication folder")
    parser.add_argument("new", type=Path, help="warehouse (.duckdb) or publication folder")
    arguments = parser.parse_args()
    try:
        differences = list(compare(arguments.old, arguments.new))
    except (ValueError, duckdb.IOException) as error:
        sys.exit(f"error: {error}")
    print("\n".join(differences) or "no difference")
    sys.exit(bool(differences))


if __name__ == "__main__":
    main()
