"""``python -m tests.bench.peers.bare_copy FOLDER OUT``: pages to Parquet by one COPY of DuckDB.

It reads the same files and the same columns as the pipeline. It checks no rule, sets no row aside,
hashes nothing and keeps no original.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ingestion.landing.readers import MAX_OBJECT_BYTES
from ingestion.landing.schema import identifier, literal
from ingestion.landing.snapshots import connect
from ingestion.sources.openalex.source import COLUMNS

COPY = """
copy (
    select {columns}
    from (
        select unnest(results) as work from read_json(
            {pages}, format = 'newline_delimited', maximum_object_size = {most},
            columns = {{'results': {shape}}}
        )
    )
) to {out} (format parquet)
"""


def bare_copy(folder: Path, out: Path) -> None:
    """Write all pages of a folder to one Parquet file."""
    shape = ", ".join(f"{identifier(c.aliases[0])} {c.type}" for c in COLUMNS)
    columns = [f"work.{identifier(c.aliases[0])} as {identifier(c.name)}" for c in COLUMNS]
    with connect() as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute(
            COPY.format(
                columns=", ".join(columns),
                pages=literal(folder / "openalex" / "*.jsonl.gz"),
                most=MAX_OBJECT_BYTES,
                shape=literal(f"STRUCT({shape})[]"),
                out=literal(out),
            )
        )


if __name__ == "__main__":
    bare_copy(*map(Path, sys.argv[1:3]))
