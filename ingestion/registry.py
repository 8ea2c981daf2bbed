"""The sources by name, one for each folder of ``ingestion.sources``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from ingestion import sources
from ingestion.downloads import probe_listed
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


Probe = Callable[[Client], tuple[Iterable[str], str]]
"""``probe(client)`` asks for one small thing: its fields, and the newest date that it shows."""


def fetch_of(source: Source) -> Fetch | None:
    """Return ``fetch`` of the source's ``fetch.py``; None if the source lists its files."""
    fetch: Fetch | None = getattr(_module(source), "fetch", None)
    return fetch


def probe_of(source: Source) -> Probe | None:
    """Return ``probe`` of the source's ``fetch.py``, or one that reads the start of a listed file.

    None if the source has no publisher.
    """
    if source.remote_files:
        return partial(probe_listed, source=source)
    probe: Probe | None = getattr(_module(source), "probe", None)
    return probe


def _module(source: Source) -> ModuleType | None:
    name = f"{sources.__name__}.{source.name}.fetch"
    return import_module(name) if find_spec(name) else None
