"""The sources by name, one for each folder of ``ingestion.sources`` with a ``source.py``."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from ingestion import run, sources
from ingestion.landing.schema import Source

SOURCES: dict[str, Source] = {
    name: import_module(f"{sources.__name__}.{name}.source").SOURCE for name in sources.NAMES
}


def fetching(source: Source) -> ModuleType:
    """Return the source's ``fetch.py``, or the module of the fetch of ``remote_files``.

    ``fetch(run)`` yields the files to fetch. ``probe(client, source)`` yields small requests, one
    for each site, file or account. A source without it has only small files.
    """
    name = f"{sources.__name__}.{source.name}.fetch"
    return import_module(name) if find_spec(name) else run
