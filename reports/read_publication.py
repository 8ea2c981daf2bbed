"""Read the tables of a publication into pandas."""

import shutil
import tempfile
from pathlib import Path
from urllib.request import urlopen

import duckdb
import pandas as pd

from reports.publication.export import METRICS, parquet_path

WEB = ("https://", "http://")


def read_table(place: str | Path, table: str = METRICS) -> pd.DataFrame:
    """Return a table of a publication, with types of pandas that allow missing values.

    ``place`` is the folder or the address of the publication.
    """
    file = f"{place}/{parquet_path(table).as_posix()}"
    if not file.startswith(WEB):
        return _read(file)
    # DuckDB would need an extension to read an address, and would fetch that extension from
    # elsewhere.
    with tempfile.NamedTemporaryFile(suffix=".parquet") as copy, urlopen(file) as answer:  # noqa: S310 - an address of the web
        shutil.copyfileobj(answer, copy)
        copy.flush()
        return _read(copy.name)


def _read(file: str) -> pd.DataFrame:
    rows: pd.DataFrame = duckdb.read_parquet(file).df()
    return rows.convert_dtypes()
