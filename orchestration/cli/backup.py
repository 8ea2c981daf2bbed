"""``python -m orchestration.cli.backup``: save what cannot be fetched again, or restore it.

One tar file holds the stored files, the tables, the publications and Dagster's history, with the
hash of each file. A run rebuilds all tables but the history of labels.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sqlite3
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from ingestion.landing import snapshots
from ingestion.landing.snapshots import sha256
from orchestration import settings as configuration
from orchestration.assets import publish
from orchestration.cli import prune
from orchestration.settings import Settings, SettingsError
from orchestration.warehouse import HOLDER, SPILLED, warehouse_lock

KEPT = ("raw", "warehouse", "published", "dagster")
SUMS = "SHA256SUMS"
DATABASE, ASIDE = ".db", (".db-wal", ".db-shm", ".lock", ".owner", HOLDER)
TEMPORARY = tuple(module.TEMPORARY_PREFIX for module in (snapshots, publish, prune))


class BackupError(RuntimeError):
    """A backup that cannot be made, read or restored."""


def back_up(settings: Settings, file: Path) -> int:
    """Write a backup, read it back, and return its number of files.

    Waits until no run writes. ``file`` appears only once it is complete and verified.
    """
    if file.resolve().is_relative_to(settings.home):
        raise BackupError(f"{file} lies in {settings.home}, which it saves: choose another folder")
    new = file.with_name(f".{file.name}.new")
    try:
        with warehouse_lock(settings.warehouse, print):
            sums = _write(settings.home, new)
        check(new)
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)
    return len(sums)


def _write(home: Path, file: Path) -> dict[str, str]:
    sums: dict[str, str] = {}
    with (
        tempfile.TemporaryDirectory() as scratch,
        file.open("wb") as out,
        tarfile.open(fileobj=out, mode="w") as tar,
    ):
        for path in _paths(home):
            name = path.relative_to(home).as_posix()
            if path.is_symlink() or path.is_dir():
                tar.add(path, name, recursive=False)
                continue
            source = _copied(path, Path(scratch)) if path.suffix == DATABASE else path
            sums[name] = sha256(source)
            tar.add(source, name)
        lines = "".join(f"{digest}  {name}\n" for name, digest in sums.items()).encode()
        info = tarfile.TarInfo(SUMS)
        info.size = len(lines)
        tar.addfile(info, io.BytesIO(lines))
        out.flush()
        os.fsync(out.fileno())
    return sums


def _paths(home: Path) -> Iterator[Path]:
    for folder in KEPT:
        for path in sorted((home / folder).rglob("*")):
            parts = path.relative_to(home).parts
            is_unfinished = any(
                part.startswith(TEMPORARY) or part.endswith(f".duckdb{SPILLED}") for part in parts
            )
            if not is_unfinished and not path.name.endswith(ASIDE):
                yield path


def _copied(database: Path, scratch: Path) -> Path:
    """Copy a database of SQLite as it is in one moment, while others may write it."""
    copy = scratch / "copy.db"
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(database)) as opened, closing(sqlite3.connect(copy)) as target:
        opened.backup(target)
    return copy


def _stated(tar: tarfile.TarFile, file: Path) -> dict[str, str]:
    try:
        content = tar.extractfile(SUMS)
    except KeyError:
        content = None
    if content is None:
        raise BackupError(f"{file} has no {SUMS}: it is no backup, or it was cut")
    pairs = (line.split("  ", 1) for line in content.read().decode().splitlines())
    return {name: digest for digest, name in pairs}


def check(file: Path) -> int:
    """Compare every file of a backup with its hash, and return their number."""
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".checking-") as scratch:
        return len(_extract(file, Path(scratch)))


def _extract(file: Path, folder: Path) -> dict[str, str]:
    """Extract a backup. Raises BackupError if a file is missing, unlisted or altered."""
    try:
        with tarfile.open(file) as tar:
            sums = _stated(tar, file)
            tar.extractall(folder, filter="data")
    except (tarfile.TarError, OSError) as error:
        raise BackupError(f"{file} cannot be read: {error}") from error
    found = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and path != folder / SUMS
    }
    # Links to folders are listed once, as links.
    wrong = sorted(found.keys() ^ sums.keys())
    wrong += [name for name, path in found.items() if sums.get(name) not in (None, sha256(path))]
    if wrong:
        raise BackupError(f"{file}: {wrong[0]} is missing, not listed or altered")
    return sums


def restore(settings: Settings, file: Path) -> int:
    """Restore a backup into a home that holds nothing, and return the number of files."""
    full = [name for name in KEPT if any((settings.home / name).glob("*"))]
    if full:
        raise BackupError(f"{settings.home / full[0]} is not empty: restore into a new home")
    settings.home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.home, prefix=".restoring-") as scratch:
        sums = _extract(file, Path(scratch))
        for name in KEPT:
            if (Path(scratch) / name).exists():
                shutil.rmtree(settings.home / name, ignore_errors=True)
                (Path(scratch) / name).replace(settings.home / name)
    return len(sums)


def main() -> None:
    """Back up, check or restore the home of the environment's settings."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.cli.backup", description=__doc__)
    parser.add_argument("action", choices=("save", "check", "restore"))
    parser.add_argument("file", type=Path, help="a tar file")
    given = parser.parse_args()
    try:
        settings = configuration.load()
        if given.action == "check":
            print(f"{given.file}: {check(given.file):,} files, each with its hash")
        elif given.action == "save":
            print(f"{given.file}: {back_up(settings, given.file):,} files, written and read back")
        else:
            print(f"{settings.home}: {restore(settings, given.file):,} files restored and verified")
    except (BackupError, SettingsError) as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
