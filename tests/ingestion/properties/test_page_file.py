"""A page file keeps its intact pages after any damage."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from ingestion.sources.openalex.queries import Query
from ingestion.sources.openalex.resume import LOG, PageFile

QUERY = Query("venue", "f:1")
FILE = "works.jsonl.gz"
PAGES = [gzip.compress(f'{{"n":{n}}}'.encode(), mtime=0) for n in range(3)]


def complete(folder: Path) -> None:
    """Fetch the pages that are missing, as a later run does."""
    with PageFile(folder, FILE, [QUERY]) as pages:
        for n in range(len(pages.pages), len(PAGES)):
            pages.add(QUERY, f"c{n}", [f"W{n}"], PAGES[n])


@given(file=st.sampled_from([LOG, FILE]), start=st.integers(0, 400), noise=st.binary(max_size=40))
@example(file=LOG, start=0, noise=b"\xff\n")
@example(file=LOG, start=0, noise=b"[]\n")
def test_any_damage_is_fetched_again(folder: Path, file: str, start: int, noise: bytes) -> None:
    shutil.rmtree(folder / "pages", ignore_errors=True)
    complete(folder / "pages")
    whole = (folder / "pages" / FILE).read_bytes()
    damaged = (folder / "pages" / file).read_bytes()
    (folder / "pages" / file).write_bytes(damaged[:start] + noise + damaged[start + len(noise) :])
    complete(folder / "pages")
    assert (folder / "pages" / FILE).read_bytes() == whole
