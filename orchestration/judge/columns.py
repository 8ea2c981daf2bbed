"""The shape of every column of the publishers' rows, and how far it may move.

No table and no column is named: a type says what is measured. So a damage is seen by what it does
to a column, also where no limit names the column.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise

import duckdb

from ingestion.landing.schema import identifier

SMALLEST = 40  # rows, and cells with a value
# How far a measure may fall and rise between two publications: shares by points, sizes by orders of
# ten, dates by years. All stored lists of models and hardware from 2022 to 2026 moved by less, in
# columns with this many values. A list may gain values.
MOST = {
    "filled": (-0.2, 1.0),
    "distinct": (-0.2, 0.15),
    "top": (-0.25, 0.22),
    "true": (-0.2, 0.2),
    "foreign": (-0.08, 0.08),
    "length": (-0.28, 0.28),
    "first of a year": (-0.1, 0.1),
    "middle size": (-0.85, 0.85),
    "ninetieth size": (-0.85, 0.85),
    "middle date": (-0.5, 3.0),
    "ninetieth date": (-0.3, 2.0),
    "pairs": (-0.25, 0.2),
    "repeated rows": (-1.0, 0.05),
}
# The least share of its filled cells that a column keeps.
KEPT = 0.55
QUANTILES = {"middle": 0.5, "ninetieth": 0.9}
# Ids and places in a file say nothing of their own.
KEYS = ("snapshot_id", "paper_key", "source_row", "vintage", "is_latest", "list", "source")
# A publisher's lists in one table.
LISTS = ("list", "feed")
NUMBERS = ("BIGINT", "INTEGER", "DOUBLE")
FOREIGN = "[^ -~]"
YEAR = 31_557_600  # seconds
Measures = dict[tuple[str, str, str], float]
"""The value of each (table, column, kind)."""


def measures(connection: duckdb.DuckDBPyConnection) -> Measures:
    """Measure the newest rows of each table of staging."""
    tables = connection.execute(
        "select table_name, map(list(column_name order by column_index),"
        " list(data_type order by column_index)) from duckdb_columns()"
        " where schema_name = 'staging' and table_name in"
        " (select table_name from duckdb_tables() where schema_name = 'staging')"
        " group by all order by all"
    ).fetchall()
    found = Measures()
    for table, types in tables:
        found |= dict(_of_table(connection, table, types))
    return found


def _of_table(
    connection: duckdb.DuckDBPyConnection, table: str, types: Mapping[str, str]
) -> Iterator[tuple[tuple[str, str, str], float]]:
    chosen = {
        name: type_
        for name, type_ in types.items()
        if name not in KEYS and "STRUCT" not in type_ and "[" not in type_
    }
    each = [(name, *one) for name, type_ in chosen.items() for one in _of_column(name, type_)]
    each += _of_pairs([name for name, type_ in chosen.items() if type_ == "VARCHAR"])
    values = ", ".join(identifier(name) for name in chosen if not name.endswith("_id"))
    each.append(("*", "repeated rows", f"1 - count(distinct hash({values})) / count(*)"))
    parts = [name for name in LISTS if types.get(name) == "VARCHAR"]
    part = identifier(parts[0]) if parts else "''"
    query = f"select {part}, {', '.join(sql for *_, sql in each)} from {_newest(table, types)}"
    for name, *found in connection.execute(f"{query} group by 1 order by 1").fetchall():
        for (column, kind, _), value in zip(each, found, strict=True):
            if value is not None:
                subject = f"{column} in {name}" if name else column
                yield (table, subject, kind), round(float(value), 6)


def _newest(table: str, types: Mapping[str, str]) -> str:
    """Return SQL for the newest rows of each list of a table."""
    rows = f"staging.{identifier(table)}"
    if "is_latest" in types:
        return f"(from {rows} where is_latest)"
    lists = [name for name in LISTS if types.get(name) == "VARCHAR"]
    over = f"partition by {', '.join(lists)}" if lists else ""
    newest = f"qualify vintage = max(vintage) over ({over})"
    return f"(from {rows} {newest})" if "vintage" in types else rows


def _of_column(column: str, type_: str) -> Iterator[tuple[str, str]]:
    """Yield each measure of a column with its SQL: numbers in orders of ten, dates in years."""
    name, size, unit = identifier(column), "", "size"
    yield "filled", f"avg(({name} is not null)::int)"
    yield "cells", f"count({name})"
    yield "distinct", f"count(distinct {name}) / nullif(count({name}), 0)"
    yield "top", f"list_max(map_values(histogram({name}))) / nullif(count({name}), 0)"
    if type_ == "BOOLEAN":
        yield "true", f"avg({name}::int)"
    elif type_ == "VARCHAR":
        yield "foreign", f"avg(regexp_matches({name}, '{FOREIGN}')::int)"
        yield "length", f"log10(nullif(avg(length({name})), 0))"
    elif type_ == "DATE":
        yield "first of a year", f"avg((dayofyear({name}) = 1)::int)"
        size, unit = f"epoch({name}) / {YEAR}", "date"
    elif type_ in NUMBERS:
        is_year = column == "year"
        size = f"{name}::double" if is_year else f"log10(nullif(abs({name}), 0))"
        unit = "date" if is_year else "size"
    if size:
        for kind, share in QUANTILES.items():
            yield f"{kind} {unit}", f"quantile_cont({size}, {share})"


def _of_pairs(texts: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield how many pairs of labels there are: a column that is a row off has more."""
    for one, other in pairwise(texts):
        a, b = identifier(one), identifier(other)
        labels = f"nullif(greatest(count(distinct {a}), count(distinct {b})), 0)"
        yield f"{one}, {other}", "cells", f"count(*) filter ({a} is not null and {b} is not null)"
        yield f"{one}, {other}", "pairs", f"log10(count(distinct hash({a}, {b})) / {labels})"


def moved(old: Measures, new: Measures) -> dict[str, list[str]]:
    """Return by table what moved too far, in words.

    What was never measured has not moved, nor has a column that the code no longer makes: one that
    its publisher leaves out is there, and empty.
    """
    found = dict[str, list[str]]()
    kept = {(table, _name(column)) for table, column, _ in new}
    tables = {table for table, _ in kept}
    for (table, column, kind), before in old.items():
        if table in tables and (table, _name(column)) not in kept:
            continue
        after = new.get((table, column, kind), 0.0)
        least, most = MOST.get(kind, (-math.inf, math.inf))
        cells = (table, column, "cells")
        n = min(m.get(cells, math.inf) for m in (old, new))
        is_lost = kind == "filled" and old.get(cells, 0) >= SMALLEST and after < KEPT * before
        is_judged = kind == "filled" or n >= SMALLEST
        if is_lost or (is_judged and not least <= round(after - before, 6) <= most):
            text = f"{kind} of {column}: {before:.4g} to {after:.4g}"
            found.setdefault(table, []).append(text)
    return found


def _name(subject: str) -> str:
    """Return the column of a subject, which may name a list: ``year in notable``."""
    return subject.partition(" in ")[0]
