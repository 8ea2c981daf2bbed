"""The fingerprint of a run: a hash of its inputs, code, libraries and settings.

A run stores it next to the warehouse with the name of its publication. If both are still the same,
another run would repeat the publication.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.metadata import distributions, version
from pathlib import Path

from ingestion.landing.files import MANIFEST
from ingestion.landing.snapshots import sha256
from ingestion.registry import SOURCES
from orchestration.settings import DBT_PROJECT, ROOT, Settings

CODE = ("ingestion", "orchestration", "reports", DBT_PROJECT.name)
# The tag of a run with the hash of its inputs, which were read before it began.
TAG = "compute_divide/inputs"
COMPILED = {"__pycache__", "target", "logs"}


def code_version() -> str:
    """Return the current commit, marked if files differ from it, or else the release."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    if (ROOT / ".git").exists():  # an environment may lie in the repository of another project
        with suppress(OSError, subprocess.CalledProcessError):
            return subprocess.check_output(  # noqa: S603 - fixed arguments
                command, cwd=ROOT, text=True, stderr=subprocess.DEVNULL
            ).strip()
    return version("compute-divide")


def fingerprint(settings: Settings) -> str | None:
    """Hash the inputs of a run; None if only a run can find out, by asking the publishers."""
    root = settings.source_directory
    if root is None:
        return None
    globs = {MANIFEST, *(glob for source in SOURCES.values() for glob in source.globs)}
    files = {path for glob in globs for path in root.glob(glob) if path.is_file()}
    libraries = sorted(f"{library.name} {library.version}" for library in distributions())
    code = [sys.version, *libraries, code_version(), code_digest(*CODE)]
    return _digest([*code, *_variables(), *_hashes(root, files)])


def code_digest(*folders: str) -> str:
    """Hash the files of some folders of the project: a clone and a wheel have equal ones."""
    return _digest(_hashes(ROOT, _code(folders)))


def is_published(settings: Settings, inputs: str | None) -> bool:
    """Whether the last run had these inputs, and left what is stored and published now."""
    record = _record(settings)
    return record.is_file() and record.read_bytes() == _text(settings, inputs).encode()


def save(settings: Settings, inputs: str | None) -> None:
    """Store the inputs of a run that has published; they were hashed before it began."""
    _record(settings).write_text(_text(settings, inputs), encoding="utf-8")


def _record(settings: Settings) -> Path:
    return settings.warehouse.with_suffix(".fingerprint")


def _text(settings: Settings, inputs: str | None) -> str:
    """Join the inputs with what is stored, built and published: it may be spoiled or withdrawn."""
    stored = (
        path for ending in ("json", "parquet") for path in settings.raw.glob(f"*/*/*.{ending}")
    )
    files = {*stored, settings.warehouse, *settings.latest.rglob("*")}
    left = _digest(_hashes(settings.home, {path for path in files if path.is_file()}))
    return f"{inputs} {left} {settings.latest.resolve().name}"


def _variables() -> Iterator[str]:
    for name, value in sorted(os.environ.items()):
        if name.startswith("COMPUTE_DIVIDE_") and name != "COMPUTE_DIVIDE_HOME":
            yield f"{name}={value}"


def _code(folders: Iterable[str]) -> Iterator[Path]:
    for folder in folders:
        for path in (ROOT / folder).rglob("*"):
            is_hidden = path.name.startswith(".")  # and so not in a wheel
            if path.is_file() and not is_hidden and not COMPILED.intersection(path.parts):
                yield path


def _hashes(root: Path, paths: Iterable[Path]) -> Iterator[str]:
    for path in sorted(paths):
        yield f"{path.relative_to(root)} {sha256(path)}"


def _digest(parts: Iterable[str]) -> str:
    # Names of files need not be UTF-8.
    return hashlib.sha256("\n".join(parts).encode(errors="surrogateescape")).hexdigest()
