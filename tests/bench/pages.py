"""``python -m tests.bench.pages RAW FOLDER``: write landed works as pages, to land again.

FOLDER is then a directory of sources. It has a file for each publication year, with a page of 100
works on each line.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ingestion.landing.schema import identifier, literal
from ingestion.landing.snapshots import connect
from ingestion.sources.openalex.source import COLUMNS
from tests.bench.peers.given import LANDED

WORKS_A_PAGE = 100
PAGES = """
copy (
    select {{'count': count(*)}} as meta, list({{{fields}}} order by source_row) as results
    from read_parquet({path})
    group by source_row // {size}
) to {out} (format json, compression gzip)
"""


def write_pages(raw: Path, folder: Path) -> None:
    """Write each landed file of works as pages."""
    (folder / "openalex").mkdir(parents=True)
    fields = ", ".join(f"{literal(c.aliases[0])}: {identifier(c.name)}" for c in COLUMNS)
    with connect() as connection:
        for path in sorted(raw.glob(LANDED)):
            name = path.parent.name.split(".")[0] + ".jsonl.gz"
            connection.execute(
                PAGES.format(
                    fields=fields,
                    path=literal(path),
                    size=WORKS_A_PAGE,
                    out=literal(folder / "openalex" / name),
                )
            )


if __name__ == "__main__":
    write_pages(*map(Path, sys.argv[1:3]))
