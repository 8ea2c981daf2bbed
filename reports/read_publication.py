"""Read the tables of a publication into pandas."""

from pathlib import Path

import duckdb
import pandas as pd

from reports.publication.export import METRICS, paths


def read_table(place: str | Path, table: str = METRICS) -> pd.DataFrame:
    """Return a table of a publication with pandas' types that allow missing values.

    ``place`` is the folder or the address of the publication. DuckDB needs its extension httpfs,
    which it fetches itself, for an address.
    """
    _, parquet = paths(table)
    rows: pd.DataFrame = duckdb.read_parquet(f"{place}/{parquet.as_posix()}").df()
    return rows.convert_dtypes()
