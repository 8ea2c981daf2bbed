"""Spoiled files: what nobody can build again is named, and a warehouse is known to be whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import duckdb

from ingestion.landing.schema import Source
from ingestion.landing.snapshots import MANIFEST, sha256
from ingestion.registry import SOURCES
from orchestration.run.settings import Settings

# What a run reads of the last publication of its kind of sources.
READ_AGAIN = ("changes.json", "metrics.parquet", "measures.csv")
REMEDY = "restore it, or delete the folder"
# What reading a spoiled manifest raises.
NO_MANIFEST = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


class HomeError(Exception):
    """A file of the installation is spoiled; the message says what to do."""


def look(settings: Settings) -> None:
    """Raise HomeError if a stored or published file that a run reads is spoiled or in the way."""
    if found := faults(settings):
        raise HomeError("\n".join(found))


def faults(settings: Settings) -> list[str]:
    """Say what is spoiled or in the way, without a hash of each stored file, and what to do."""
    stored = (line for source in SOURCES.values() for line in _stored(settings.raw, source))
    return [*stored, *_published(settings.published)]


def verify(published: Path) -> None:
    """Compare each file of each publication with its hash; raise HomeError if any differs."""
    found = list[str]()
    for folder, manifest in publications(published):
        files = manifest.get("files", {})
        found += altered(folder, files) if manifest else [_unreadable(folder)]
        click.echo(f"{len(files):>7} files      published/{folder.name}")
    if found:
        raise HomeError("\n".join(found))


def is_whole(path: Path) -> bool:
    """Whether DuckDB opens a warehouse, which a cut or missing one prevents."""
    try:
        duckdb.connect(path, read_only=True).close()
    except duckdb.ConnectionException:
        return True  # this process has it open, with other settings
    except duckdb.Error:
        return False
    return True


def publications(published: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield each publication with its manifest, the newest first; a spoiled manifest is empty."""
    for folder in sorted(published.glob("[0-9]*/"), reverse=True):
        try:
            manifest = json.loads((folder / MANIFEST).read_bytes())
            is_whole = manifest["files"].keys() and isinstance(manifest["sources"], str)
        except NO_MANIFEST:
            is_whole = False
        yield folder, manifest if is_whole else {}


def altered(folder: Path, hashes: Mapping[str, str]) -> Iterator[str]:
    """Say which files of a publication are missing or differ from their hash."""
    for name, digest in hashes.items():
        path = folder / name
        if not path.is_file() or sha256(path) != digest:
            yield f"{path} is damaged: {REMEDY} {folder}"


def _published(published: Path) -> Iterator[str]:
    kinds = set[str]()
    for folder, manifest in publications(published):
        if not manifest:
            yield _unreadable(folder)
        elif manifest["sources"] not in kinds:
            kinds.add(manifest["sources"])
            files = manifest["files"]
            yield from altered(folder, {name: files[name] for name in READ_AGAIN if name in files})


def _unreadable(folder: Path) -> str:
    return f"{folder / MANIFEST} is damaged: {REMEDY} {folder}"


def _stored(raw: Path, source: Source) -> Iterator[str]:
    folder = raw / source.name
    if folder.exists() and not folder.is_dir():
        yield f"{folder} is not a folder: move it away"
    for snapshot in folder.glob("[!._]*/"):
        try:
            file = Path(json.loads((snapshot / MANIFEST).read_bytes())["file"]).name
        except NO_MANIFEST:
            yield f"{snapshot} has no {MANIFEST} that can be read: {REMEDY}"
            continue
        for path in (snapshot / f"{source.table}.parquet", snapshot / "original" / file):
            if not path.is_file():
                yield f"{path} is missing: {REMEDY} {snapshot}"
