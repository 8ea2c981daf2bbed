"""One look at an installation before a run, at what nobody can build again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from ingestion.landing.snapshots import MANIFEST, sha256
from ingestion.registry import SOURCES
from orchestration.settings import Settings

# What a run reads of earlier publications.
READ_AGAIN = ("changes.json", "metrics.parquet", "profile.csv")


class HomeError(Exception):
    """A file of the installation is spoiled; the message says what to do."""


def look(settings: Settings) -> None:
    """Raise HomeError if a stored or published file that a run reads is spoiled or in the way."""
    if faults := [*_stored(settings.raw), *_published(settings.published)]:
        raise HomeError("\n".join(faults))


def _stored(raw: Path) -> Iterator[str]:
    for folder in (raw / name for name in SOURCES):
        if folder.exists() and not folder.is_dir():
            yield f"{folder} is not a folder: move it away"
        for snapshot in folder.glob("[!._]*/"):
            if not (snapshot / MANIFEST).is_file():
                yield f"{snapshot} has no {MANIFEST}: restore it, or delete the folder"


def _published(published: Path) -> Iterator[str]:
    for folder in published.glob("[0-9]*/"):
        try:
            files = json.loads((folder / MANIFEST).read_bytes()).get("files", {})
            hashes = {folder / name: files[name] for name in READ_AGAIN if name in files}
        except (OSError, ValueError, AttributeError, TypeError):
            hashes = {folder / MANIFEST: ""}
        for path, digest in hashes.items():
            if not path.is_file() or sha256(path) != digest:
                yield f"{path} is damaged: restore it, or delete the folder {folder}"
