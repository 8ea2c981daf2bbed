"""The sources by name, one for each folder of ``ingestion.sources``."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from ingestion import sources
from ingestion.fetching.downloads import LISTED_FILES
from ingestion.fetching.request import Fetcher
from ingestion.landing.schema import Source

SOURCES: dict[str, Source] = {
    name: import_module(f"{sources.__name__}.{name}.source").SOURCE
    for _, name, is_folder in iter_modules(sources.__path__)
    if is_folder
}


def fetchers(source: Source) -> Sequence[Fetcher]:
    """Return the fetchers of a source: ``FETCHERS`` of its ``fetch.py``, else the file list."""
    module = f"{sources.__name__}.{source.name}.fetch"
    if find_spec(module) is None:
        return (LISTED_FILES,)
    own: Sequence[Fetcher] = import_module(module).FETCHERS
    return own
