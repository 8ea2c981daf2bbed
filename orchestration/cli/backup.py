"""Save what nobody can build again in one file, and restore it into an empty home."""

from __future__ import annotations

import gzip
import os
import sqlite3
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from filelock import FileLock, Timeout

from orchestration.run.settings import RUN_LOCK, Settings

# Of Dagster, the databases of these folders alone: its configuration can name commands.
DAGSTER = ("dagster/history", "dagster/schedules")
SAVED = ("raw", "published", *DAGSTER)
# What a killed run left.
LEFTOVERS = (".landing-", ".publishing-")
CHUNK_BYTES = 1024**2


class BackupError(Exception):
    """A backup or its restoration is refused; the message says why."""


def backup(settings: Settings, file: Path) -> None:
    """Write stored files, publications and Dagster's history to a file, which is whole or missing.

    Raises BackupError while a run is at work, and if there is such a file.
    """
    if os.path.lexists(file):
        raise BackupError(f"{file} exists: name a new file, or delete this one first")
    if any(file.resolve().is_relative_to(settings.home / saved) for saved in SAVED):
        raise BackupError(f"{file} is in a folder that is saved: name a file elsewhere")
    with (
        _between_runs(settings),
        TemporaryDirectory(dir=file.absolute().parent, prefix=".backup-") as name,
    ):
        new, copy = Path(name, file.name), Path(name, "copy.db")
        with tarfile.open(new, "w:gz", compresslevel=6) as archive:
            for saved in SAVED:
                (settings.home / saved).mkdir(parents=True, exist_ok=True)
                archive.add(settings.home / saved, saved, filter=_selected)
            for saved in DAGSTER:
                for database in sorted((settings.home / saved).rglob("*.db")):
                    _copy(database, copy)
                    archive.add(copy, str(database.relative_to(settings.home)))
        new.replace(file)


def restore(settings: Settings, file: Path) -> None:
    """Restore a whole backup into an empty home.

    Raises BackupError, and leaves the home as it is, if one of the two is not so.
    """
    with (
        _between_runs(settings),
        TemporaryDirectory(dir=settings.home, prefix=".restore-") as name,
    ):
        for folder in (settings.home / saved for saved in SAVED):
            if folder.exists() and any(folder.iterdir()):
                raise BackupError(f"{folder} is not empty: restore into an empty home")
        try:
            _extract(file, name)
            for database in Path(name).rglob("*.db"):
                _check(database)
            found = {saved: Path(name, saved) for saved in SAVED}
            if missing := [one for one, at in found.items() if at.is_symlink() or not at.is_dir()]:
                raise BackupError(f"{file} is no backup of a home: it has no {missing[0]}")
            (settings.home / "dagster").mkdir(exist_ok=True)
            for saved, path in found.items():
                path.replace(settings.home / saved)
        except (tarfile.TarError, zlib.error, sqlite3.Error, EOFError, OSError) as error:
            raise BackupError(f"{file} was not restored: {error}") from error


@contextmanager
def _between_runs(settings: Settings) -> Iterator[None]:
    folder = settings.warehouse.parent
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / RUN_LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BackupError(f"a run is in progress and holds {lock.lock_file}: wait") from error
    try:
        yield
    finally:
        lock.release()


def _selected(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Leave out leftovers, and the files of Dagster: its databases are copied one by one."""
    is_left_out = Path(member.name).name.startswith(LEFTOVERS) or (
        member.name.startswith(DAGSTER) and not member.isdir()
    )
    return None if is_left_out else member


def _is_data(member: tarfile.TarInfo) -> bool:
    """Whether a member is a stored or published file, a database of Dagster, or their folder."""
    path = PurePosixPath(member.name)
    if any(path.is_relative_to(saved) for saved in DAGSTER):
        return member.isdir() or (member.isfile() and path.suffix == ".db")
    return any(path.is_relative_to(saved) for saved in SAVED)


def _copy(database: Path, copy: Path) -> None:
    """Copy a database as it is between two transactions."""
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def _extract(file: Path, folder: str) -> None:
    with gzip.open(file) as stream, tarfile.open(fileobj=stream, mode="r:") as archive:
        # The first releases of Python 3.11 have no such filter.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        members = filter(_is_data, archive)
        archive.extractall(folder, members)  # noqa: S202 - the filter refuses paths outside
        # The checksum comes last.
        while stream.read(CHUNK_BYTES):
            pass


def _check(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        (found,) = connection.execute("pragma quick_check").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(f"{database.name}: {found}")
