"""Whether a run would publish anything new.

Each raw asset has a data version, and so has a publication: that of the stored files, the code and
the settings that it was made from. A build starts if they differ from those of today.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from ingestion.landing.files import seen
from ingestion.landing.schema import Source
from ingestion.landing.snapshots import MANIFEST, sha256
from ingestion.registry import SOURCES
from ingestion.state import state_of
from orchestration.run.home import NO_MANIFEST, faults, is_whole
from orchestration.run.settings import DBT_PROJECT, ROOT, Settings

CODE = ("ingestion", "orchestration", "reports", DBT_PROJECT.name)
COMPILED = {"__pycache__", "target", "logs"}
# A publication states the versions of these.
LIBRARIES = ("dagster", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "plotnine")
VINTAGES = "COMPUTE_DIVIDE_VINTAGES"  # old days whose estimates the marts keep
TABLES = "[!._]*/*.parquet"  # of a source, in its stored files
# The last file of a publication.
LAST_WRITTEN = "published.json"
REST = (
    "No run builds the same files and code again: withdraw what is wrong, or accept the check with"
    " a reason."
)


def code_version() -> str:
    """Return the current commit, marked if files differ from it, or else the release."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    if (ROOT / ".git").exists():  # an environment may lie in the repository of another project
        with suppress(OSError, subprocess.CalledProcessError):
            return subprocess.check_output(  # noqa: S603 - fixed arguments
                command, cwd=ROOT, text=True, stderr=subprocess.DEVNULL
            ).strip()
    return version("compute-divide")


@functools.cache
def code_digest(*folders: str) -> str:
    """Hash the files of some folders of the project: a clone and a wheel have equal ones.

    A process runs the code that it has loaded, so it reads the files once.
    """
    return _digest(f"{path.relative_to(ROOT)} {sha256(path)}" for path in sorted(_code(folders)))


def raw_version(raw: Path, source: Source) -> str:
    """Return the data version of a raw asset: a hash of the names of its stored files."""
    return _digest(sorted(path.parent.name for path in _held(raw / source.name)))


def made_of(settings: Settings) -> dict[str, str]:
    """Return what a run would build from now, as hashes.

    Each source has that of its stored files, and the empty name that of the code and the settings.
    Addresses change no number, so a new one waits for the next publication.
    """
    libraries = (version(name) for name in LIBRARIES)
    code = (sys.version, code_digest(*CODE), *libraries)
    chosen = settings.collection, settings.is_live, os.environ.get(VINTAGES)
    rest = _digest(map(str, (*chosen, *code)))
    return {"": rest, **{name: raw_version(settings.raw, one) for name, one in SOURCES.items()}}


def version_of(made: Mapping[str, str]) -> str:
    """Return the data version of a publication of a build that was made of this."""
    return _digest(made.values())


def data_version(settings: Settings) -> str:
    """Return the data version of a publication that a run would make now."""
    return version_of(made_of(settings))


def is_published(settings: Settings) -> bool:
    """Whether the latest publication is of this data version and as it was written.

    Its warehouse must be there and whole, and so must all stored files. A published file that was
    changed later, or a stored table, is seen by its time, and others by ``compute-divide verify``.
    """
    latest = settings.latest
    try:
        manifest = json.loads((latest / "manifest.json").read_bytes())
        if manifest["data_version"] != data_version(settings) or not is_whole(settings.warehouse):
            return False
        files = [latest / name for name in manifest["files"]]
        stored = [table for name in SOURCES for table in (settings.raw / name).glob(TABLES)]
        written = (latest / LAST_WRITTEN).stat().st_mtime_ns
        is_as_written = all(path.stat().st_mtime_ns <= written for path in (*files, *stored))
        return is_as_written and not faults(settings)
    except NO_MANIFEST:
        return False


def refuse(settings: Settings, made: Mapping[str, str], words: Sequence[str]) -> None:
    """Keep why a build of these files, code and settings was refused: it rests until they change.

    A build of some tables is of no version, and is not kept.
    """
    if made:
        refusal = {"data_version": version_of(made), "words": [*words]}
        settings.refusal.write_text(json.dumps(refusal), encoding="utf-8")


def refused(settings: Settings) -> list[str]:
    """Return the words in which a build of what is stored now was refused; none if it was not."""
    try:
        refusal = json.loads(settings.refusal.read_bytes())
        is_same = refusal["data_version"] == data_version(settings)
        return list(map(str, refusal["words"])) if is_same else []
    except NO_MANIFEST:
        return []


def has_new_files(settings: Settings) -> bool:
    """Whether a directory may have files that no run has read. Publishers must be asked."""
    root = settings.source_directory
    if root is None:
        return True
    sources = [SOURCES[name] for name in settings.selected]
    return any(state_of(settings.raw, one).seen != seen(root, one) for one in sources)


def is_anything_stored(settings: Settings) -> bool:
    """Whether there is a file to build from."""
    return any(any(_held(settings.raw / name)) for name in SOURCES)


def _held(folder: Path) -> Iterator[Path]:
    """Find the manifests of the stored files of a source."""
    return folder.glob(f"[!._]*/{MANIFEST}")


def _code(folders: Iterable[str]) -> Iterator[Path]:
    for folder in folders:
        for path in (ROOT / folder).rglob("*"):
            is_hidden = path.name.startswith(".")  # and so not in a wheel
            if path.is_file() and not is_hidden and not COMPILED.intersection(path.parts):
                yield path


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode(errors="surrogateescape")).hexdigest()
