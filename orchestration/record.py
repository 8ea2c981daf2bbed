"""Make the published record: ``python -m orchestration.record MORE DATA``.

MORE and DATA are folders of publishers' files. The originals that the record's manifest names give
the same record, byte for byte.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from ingestion.embedded.record import check, named, record, reduced, write
from ingestion.embedded.texts import lay_out
from orchestration.cli.reduce import reduce
from orchestration.settings import RECORD


def make(more: Path, data: Path, out: Path) -> None:
    """Write the record into a folder. Raises IngestionError if an original is not the known one."""
    with TemporaryDirectory() as scratch:
        texts, facts = Path(scratch, "texts"), Path(scratch, "facts")
        originals = lay_out((data, more), texts)
        files = record(more, data)
        check([*map(named, originals.values()), *(text for f in files for text in f.originals)])
        reduce(texts, facts)
        write([*files, *reduced(facts, originals)], out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser("python -m orchestration.record", description=__doc__)
    parser.add_argument("more", type=Path, help="has acl_anthology/, epoch/, iclr2026/ and more")
    parser.add_argument("data", type=Path, help="has clusters/, papercopilot/, ror/ and more")
    folders = parser.parse_args()
    make(folders.more, folders.data, RECORD)
