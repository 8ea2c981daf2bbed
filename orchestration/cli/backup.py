"""``python -m orchestration.cli.backup``: save what cannot be fetched again, or restore it.

One tar file holds the stored files and the publications, with the hash of each file. A run builds
everything else from them.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ingestion.landing.snapshots import TEMPORARY_PREFIX, sha256
from orchestration import settings as configuration
from orchestration.assets import publish
from orchestration.settings import Settings, SettingsError
from orchestration.warehouse import warehouse_lock

KEPT = ("raw", "published")
SUMS = "SHA256SUMS"
UNFINISHED = (TEMPORARY_PREFIX, publish.TEMPORARY_PREFIX)


class BackupError(RuntimeError):
    """A backup that cannot be made, read or restored."""


def save(settings: Settings, file: Path) -> int:
    """Write a backup, read it back, and return its number of files.

    Waits until no run writes. ``file`` appears only once it is complete and verified.
    """
    if file.resolve().is_relative_to(settings.home):
        raise BackupError(f"{file} lies in {settings.home}, which it saves: choose another folder")
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent) as scratch:
        new = Path(scratch) / file.name
        with warehouse_lock(settings.warehouse.parent, print), tarfile.open(new, "w") as tar:
            lines = ""
            for path in _paths(settings.home):
                name = path.relative_to(settings.home).as_posix()
                tar.add(path, name, recursive=False)
                if path.is_file() and not path.is_symlink():
                    lines += f"{sha256(path)}  {name}\n"
            info = tarfile.TarInfo(SUMS)
            info.size = len(lines.encode())
            tar.addfile(info, io.BytesIO(lines.encode()))
        number = check(new)
        new.replace(file)
    return number


def _paths(home: Path) -> Iterator[Path]:
    for folder in KEPT:
        for path in (home / folder, *sorted((home / folder).rglob("*"))):
            if not any(part.startswith(UNFINISHED) for part in path.parts) and path.exists():
                yield path


def check(file: Path) -> int:
    """Compare every file of a backup with its hash, and return their number.

    Raises BackupError if a file is missing, not listed or altered.
    """
    sums, listing = {}, ""
    try:
        with tarfile.open(file) as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isfile() else None
                if content is not None and member.name == SUMS:
                    listing = content.read().decode()
                elif content is not None:
                    digest = hashlib.file_digest(content, "sha256")  # type: ignore[arg-type]
                    sums[member.name] = digest.hexdigest()
    except (tarfile.TarError, OSError, UnicodeDecodeError) as error:
        raise BackupError(f"{file} cannot be read: {error}") from error
    if not listing:
        raise BackupError(f"{file} has no {SUMS}: it is no backup, or it was cut")
    pairs = (line.split("  ", 1) for line in listing.splitlines())
    digests = {name: digest for digest, name in pairs}
    wrong = sorted(name for name, _ in digests.items() ^ sums.items())
    if wrong:
        raise BackupError(f"{file}: {wrong[0]} is missing, not listed or altered")
    return len(sums)


def restore(settings: Settings, file: Path) -> int:
    """Restore a backup into a home that holds nothing, and return the number of files."""
    for name in KEPT:
        if any((settings.home / name).glob("*")):
            raise BackupError(f"{settings.home / name} is not empty: restore into a new home")
    number = check(file)
    settings.home.mkdir(parents=True, exist_ok=True)
    with tarfile.open(file) as tar:
        tar.extractall(settings.home, filter="data")
    (settings.home / SUMS).unlink()
    return number


def main() -> None:
    """Back up, check or restore the home of the environment's settings."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.cli.backup", description=__doc__)
    parser.add_argument("action", choices=("save", "check", "restore"))
    parser.add_argument("file", type=Path, help="a tar file")
    options = parser.parse_args()
    try:
        settings = configuration.load()
        if options.action == "check":
            number = check(options.file)
        else:
            number = {"save": save, "restore": restore}[options.action](settings, options.file)
    except (BackupError, SettingsError) as error:
        sys.exit(f"error: {error}")
    done = {"save": "saved in", "check": "checked in", "restore": "restored from"}[options.action]
    print(f"{number:,} files {done} {options.file}, each compared with its hash")


if __name__ == "__main__":
    main()
