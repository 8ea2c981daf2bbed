"""The sources by name, and how each is fetched."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from ingestion.arxiv.fetch import fetch as fetch_windows
from ingestion.dblp.releases import fetch as fetch_release
from ingestion.discovery import SourceFile
from ingestion.download import fetch as fetch_files
from ingestion.http import Client
from ingestion.hub.fetch import fetch as fetch_listing
from ingestion.landing import snapshots
from ingestion.live import Fetcher, Run, Wanted
from ingestion.openalex.fetch import fetch as fetch_works
from ingestion.openreview.fetch import fetch as fetch_notes
from ingestion.paperlists.fetch import fetch as fetch_lists
from ingestion.ror.changes import fetch as fetch_changes
from ingestion.schema import Source
from ingestion.sources import (
    arxiv,
    clusters,
    dblp,
    epoch,
    hardware,
    hub,
    openalex,
    openreview,
    papercopilot,
    ror,
)
from ingestion.state import believes, state_of

SOURCES: dict[str, Source] = {
    module.SOURCE.name: module.SOURCE
    for module in (
        epoch,
        clusters,
        hardware,
        papercopilot,
        openalex,
        ror,
        dblp,
        hub,
        openreview,
        arxiv,
    )
}


def fetch_listed(
    source: Source, raw: Path, inbox: Path, wanted: Wanted, run: Run
) -> Generator[SourceFile]:
    """Fetch the files that a source lists, where they have changed."""
    run.whole = wanted.full or not believes(state_of(raw, source))
    held = [] if run.whole else snapshots(raw, source)
    with Client() as http:
        try:
            yield from fetch_files(http, source, inbox, held)
        finally:
            run.calls = http.calls


FETCHERS: dict[str, Sequence[Fetcher]] = {
    openalex.SOURCE.name: [fetch_works],
    papercopilot.SOURCE.name: [fetch_lists],
    dblp.SOURCE.name: [fetch_release],
    ror.SOURCE.name: [fetch_listed, fetch_changes],
    hub.SOURCE.name: [fetch_listing],
    openreview.SOURCE.name: [fetch_notes],
    arxiv.SOURCE.name: [fetch_windows],
}


def fetchers(source: Source) -> Sequence[Fetcher]:
    """How a source is fetched, step by step: by its own fetchers, else as the files it lists."""
    return FETCHERS.get(source.name, [fetch_listed])
