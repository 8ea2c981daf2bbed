"""``python -m tests.bench.compare OLD NEW``: differences between two results of the same inputs.

Each argument is a warehouse (``.duckdb``) or a publication folder (its Parquet files). The command
prints, table by table, the rows that only one side has and the added, removed and retyped columns.
For ``metrics`` it also prints the largest absolute change of each numeric column, between rows with
equal keys. The order of rows does not count. Exit status: 0 if all tables are equal, else 1.

Times of a run are ignored: ``retrieved_at`` (a file), ``attempted_at`` and ``succeeded_at`` (a
refresh), ``changed_at`` (the build that first saw another label).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb

from ingestion.landing.schema import identifier, literal

IGNORED = {"retrieved_at", "attempted_at", "succeeded_at", "changed_at"}
MEASURES = {"value", "n", "k", "n_unknown", "bound_low", "bound_high", "ci_low", "ci_high"}


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


def changed_rows(
    connection: duckdb.DuckDBPyConnection, old: str, new: str, shared: list[str]
) -> Iterator[str]:
    """Yield a line with the number of rows that only one side has, and the first of them."""
    selected = ", ".join(map(identifier, shared))
    for side, one, other in (("old", old, new), ("new", new, old)):
        query = (
            f"select {selected} from {one} except all select {selected} from {other} order by all"
        )
        if rows := connection.execute(query).fetchall():
            example = ", ".join(
                f"{column}={value}"
                for column, value in zip(shared, rows[0], strict=True)
                if value is not None
            )
            yield f"{len(rows)} rows only in {side}, such as {example}"


def changed_measures(
    connection: duckdb.DuckDBPyConnection, old: str, new: str, shared: list[str]
) -> Iterator[str]:
    """Yield a line with the largest change of each measure, between rows with equal keys."""
    keys = [identifier(column) for column in shared if column not in MEASURES]
    same = " and ".join(f"old.{key} is not distinct from new.{key}" for key in keys)
    measures = [identifier(column) for column in shared if column in MEASURES]
    change = "max(abs(try_cast(old.{0} as double) - try_cast(new.{0} as double)))"
    selected = ", ".join(change.format(measure) for measure in measures)
    query = f"select {selected} from {old} as old join {new} as new on {same}"
    largest = connection.execute(query).fetchone() or ()
    for name, change in zip(measures, largest, strict=True):
        if change:
            yield f"largest change of {name}: {change:g}"


def compare_table(
    connection: duckdb.DuckDBPyConnection, name: str, old: str, new: str
) -> Iterator[str]:
    """Yield a line for each difference of two tables."""
    before, after = columns(connection, old), columns(connection, new)
    yield from changed_columns(before, after)
    shared = [column for column in before if column in after]
    if not shared:
        return
    found = list(changed_rows(connection, old, new, shared))
    yield from found
    if found and Path(name).stem == "metrics":
        yield from changed_measures(connection, old, new, shared)


def compare(old: Path, new: Path) -> Iterator[str]:
    """Yield a line for each difference of two results. Raises ValueError for an empty one."""
    with duckdb.connect() as connection:
        before, after = tables(connection, "old", old), tables(connection, "new", new)
        for path, found in ((old, before), (new, after)):
            if not found:
                raise ValueError(f"{path} has no mart: give a warehouse or a publication folder")
        for name in sorted(before.keys() | after.keys()):
            if name not in after or name not in before:
                yield f"{name}: table only in {'old' if name in before else 'new'}"
                continue
            lines = compare_table(connection, name, before[name], after[name])
            yield from (f"{name}: {line}" for line in lines)


def main() -> None:
    """Compare from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.compare", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("old", type=Path, help="warehouse (.duckdb) or publication folder")
    parser.add_argument("new", type=Path, help="warehouse (.duckdb) or publication folder")
    arguments = parser.parse_args()
    try:
        found = list(compare(arguments.old, arguments.new))
    except (ValueError, duckdb.IOException) as error:
        sys.exit(f"error: {error}")
    print("\n".join(found) or "no difference")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
