"""Compare rows that two engines built: counts and texts exactly, floats to nine digits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tests.bench.compare import columns

TOLERANCE = 1e-9
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Comparison:
    """A mart on both engines; ``differences`` describes the first rows that differ."""

    mart: str
    rows: int
    rows_on_spark: int
    largest: float
    differences: list[str]

    @property
    def is_equal(self) -> bool:
        """Return whether every row of one engine is a row of the other."""
        return self.rows == self.rows_on_spark and not self.differences


def marts(warehouse: Path) -> list[str]:
    """Return the names of all marts in a DuckDB file."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        query = "select table_name from information_schema.tables where table_schema = 'marts'"
        return sorted(name for (name,) in connection.execute(query).fetchall())


def compare(warehouse: Path, tables: Path, mart: str) -> Comparison:
    """Compare a mart in a DuckDB file with the Parquet files that Spark wrote under ``tables``."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        kinds = columns(connection, f'marts."{mart}"')
        cells = ", ".join(f'cast("{name}" as {kind})' for name, kind in kinds.items())
        files = str(tables / "marts.db" / mart / "*.parquet")
        ours = _sorted(connection.execute(f'select {cells} from marts."{mart}"').fetchall())
        theirs = _sorted(connection.execute(f"select {cells} from '{files}'").fetchall())
    pairs = list(zip(ours, theirs, strict=False))
    different = [_difference([*kinds], *pair) for pair in pairs if not all(map(_is_same, *pair))]
    both = (cells for pair in pairs for cells in zip(*pair, strict=True))
    largest = max((_distance(*cells) for cells in both), default=0)
    return Comparison(mart, len(ours), len(theirs), largest, different)


def table(found: list[Comparison]) -> str:
    """Return the comparisons as a table, with the first difference of each mart."""
    lines = [f"{'mart':34}{'rows':>7}{'on Spark':>10}{'differ':>8}  largest relative distance"]
    lines += [
        f"{one.mart:34}{one.rows:7}{one.rows_on_spark:10}{len(one.differences):8}"
        f"  {one.largest:.1e}  {one.differences[0][:200] if one.differences else ''}"
        for one in found
    ]
    equal = sum(one.is_equal for one in found)
    filled = sum(one.is_equal and one.rows > 0 for one in found)
    lines.append(f"{equal} of {len(found)} marts are equal, {filled} of them with rows")
    return "\n".join(lines)


def _sorted(rows: list[Row]) -> list[Row]:
    """Order rows by their exact cells first, because the last digits of floats may differ."""

    def key(row: Row) -> tuple[str, str]:
        exact = [None if isinstance(cell, float) else cell for cell in row]
        return repr(exact), repr([f"{cell:.8g}" for cell in row if isinstance(cell, float)])

    return sorted(rows, key=key)


def _distance(one: Any, other: Any) -> float:
    """Return the relative distance of two floats, and 0 for other values."""
    if not (isinstance(one, float) and isinstance(other, float)) or one == other:
        return 0.0
    largest = max(abs(one), abs(other))
    return abs(one - other) / largest if math.isfinite(largest) else 0.0


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        is_nan = math.isnan(one) and math.isnan(other)
        return is_nan or math.isclose(one, other, rel_tol=TOLERANCE)
    return bool(one == other)


def _difference(names: list[str], ours: Row, theirs: Row) -> str:
    cells = zip(names, ours, theirs, strict=True)
    return "; ".join(f"{n}: {a!r} on Spark {b!r}" for n, a, b in cells if not _is_same(a, b))
