"""Fetch the papers of NeurIPS until 2019 from its proceedings, one JSON file a paper.

https://proceedings.neurips.cc. They have the institutions that authors gave with their papers,
where the programmes have those of today.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import msgspec

from ingestion.credentials import PROCEEDINGS_SWITCH, credential
from ingestion.errors import IngestionError
from ingestion.landing.files import SourceFile, fetched_file
from ingestion.run import FetchFile, RefreshRun

FOLDER = "https://proceedings.neurips.cc/paper_files/paper"
# Later papers have no such file.
YEARS = range(2006, 2020)
HASH = re.compile(r"/hash/([0-9a-f]+)-Abstract")


class _Paper(msgspec.Struct):
    """What is kept of a file, which has the text of the paper too."""

    title: str
    authors: list[dict[str, str | None]]
    abstract: str | None = None

    def event(self) -> dict[str, Any]:
        """Return the paper as the programmes of later years list it."""
        for author in self.authors:
            names = author.get("given_name"), author.get("family_name")
            author["fullname"] = " ".join(filter(None, names))
        paper = {"name": self.title, "authors": self.authors, "abstract": self.abstract}
        return {**paper, "sourceurl": "NeurIPS/Conference"}


def is_on() -> bool:
    """Return whether the operator wants about 6,800 requests, which take two hours."""
    return credential(PROCEEDINGS_SWITCH).lower() == "yes"


def fetches(run: RefreshRun) -> Iterator[FetchFile]:
    """Yield the years that are not stored, the newest first."""
    for year in reversed(YEARS):
        name = f"neurips-{year}-proceedings.json.gz"
        if run.is_full or run.stored(name) is None:
            yield partial(_fetch, run, year, name)


def _fetch(run: RefreshRun, year: int, name: str) -> SourceFile:
    url, papers = f"{FOLDER}/{year}", []
    # A page can link to a paper twice.
    for paper in dict.fromkeys(HASH.findall(run.client.page(url))):
        answer = run.client.get_json(f"{url}/file/{paper}-Metadata.json", _Paper)
        papers.append(answer.value.event())
    if not papers:
        raise IngestionError(name, f"{url} links to no paper")
    path = run.inbox / name
    programme = {"count": len(papers), "results": papers}
    path.write_bytes(gzip.compress(msgspec.json.encode(programme), mtime=0))
    return fetched_file(run.source, path, url)
