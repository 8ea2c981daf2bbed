"""The sources by name, one for each folder of ``ingestion.sources``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

from ingestion import sources
from ingestion.http import Client
from ingestion.landing.schema import Source
from ingestion.request import FetchFile, RefreshRequest, RefreshRun

SOURCES: dict[str, Source] = {
    name: import_module(f"{sources.__name__}.{name}.source").SOURCE
    for _, name, is_folder in iter_modules(sources.__path__)
    if is_folder
}

Fetch = Callable[[Client, Source, Path, Path, RefreshRequest, RefreshRun], Iterator[FetchFile]]
"""``fetch(client, source, raw folder, empty folder, request, run)`` yields the files to fetch."""


def fetch_of(source: Source) -> Fetch | None:
    """Return ``fetch`` of the source's ``fetch.py``; None if the source lists its files."""
    module = f"{sources.__name__}.{source.name}.fetch"
    if find_spec(module) is None:
        return None
    fetch: Fetch = import_module(module).fetch
    return fetch
