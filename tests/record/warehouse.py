"""The tables of a run, for tests that count them again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

Row = tuple[Any, ...]


class Warehouse:
    """A warehouse that is only read."""

    def __init__(self, path: Path) -> None:
        self.connection = duckdb.connect(str(path), read_only=True)

    def rows(self, query: str, values: list[Any] | None = None) -> list[Row]:
        return self.connection.execute(query, values).fetchall()

    def row(self, query: str, values: list[Any] | None = None) -> Row:
        """Return the only row."""
        (row,) = self.rows(query, values)
        return row

    def frame(self, query: str, values: list[Any] | None = None) -> pd.DataFrame:
        return self.connection.execute(query, values).df()
