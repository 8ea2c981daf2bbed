"""Describe a source's files: fetched ones, and those in a directory of publishers' files."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path, PurePosixPath
from typing import Any

from ingestion.errors import IngestionError, combined
from ingestion.landing.csv_file import csv_rows
from ingestion.landing.packed import MAX_UNPACKED_BYTES
from ingestion.landing.schema import Source
from ingestion.landing.values import HAS_NUL

MANIFEST = "manifest.csv"
MAX_NAME_BYTES = 200
FIRST_VINTAGE = dt.date(1990, 1, 1)
# The origins of the date of a file from a directory; one without a date has the last.
DATED, READING = ("file name", "manifest commit_date"), "day of reading"
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
FILE_DATE = re.compile(r"^(\d{4}-\d{2}-\d{2})(?!\d)[_-]?")


@dataclass(frozen=True)
class Download:
    """The headers of a downloaded file that make the next request conditional."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class SourceFile:
    """A publisher's file on disk, with its origin and its dates.

    ``vintage_rule`` names the origin of the vintage: ``file name``, ``manifest commit_date`` or
    ``day of reading`` for a file from a directory, and ``publisher`` (a Last-Modified header) or
    ``retrieval`` for a fetched one.
    """

    path: Path
    name: str
    url: str
    licence: str
    vintage: dt.date
    vintage_rule: str
    publisher: str
    citation: str
    retrieved_at: dt.datetime
    expected_sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None


def fetched_file(
    source: Source, path: Path, url: str, received: Download | None = None
) -> SourceFile:
    """Describe a file that was fetched just now from a source's publisher, on its terms.

    The vintage is the day of its Last-Modified header, else the UTC day of retrieval.
    """
    headers = received or Download()
    now, publication = dt.datetime.now(dt.UTC), date_of(headers.last_modified)
    if publication and publication > now.date() + dt.timedelta(days=1):
        # A date in the future would stay the newest vintage for a long time.
        publication = None
    return SourceFile(
        path=path,
        name=f"{source.name}/{path.name}",
        url=url,
        vintage=publication or now.date(),
        vintage_rule="publisher" if publication else "retrieval",
        retrieved_at=now,
        etag=headers.etag,
        last_modified=headers.last_modified,
        **terms(source),
    )


def terms(of: Source | SourceFile) -> dict[str, Any]:
    """Return who publishes a source or a file, and on which terms."""
    return {name: getattr(of, name) for name in ("publisher", "licence", "citation")}


def date_of(header: str | None) -> dt.date | None:
    """Return the date of a Last-Modified header; None if it has none."""
    try:
        return parsedate_to_datetime(header or "").date()
    except (ValueError, OverflowError):
        return None


def read_manifest(root: Path) -> dict[str, dict[str, str]]:
    """Read ``manifest.csv`` at a directory's root, if it exists, as rows by file path.

    Headings may differ in case. Cells and headings may have spaces around them. A path may
    begin with ``./`` or have backslashes. Raises IngestionError if it is no readable CSV file, has
    not one column ``file``, or names a file twice.
    """
    path = root / MANIFEST
    for entry in root.iterdir():
        if entry.name.lower() == MANIFEST and not (entry == path and path.is_file()):
            raise IngestionError(entry, f"it must be a regular file with the name {MANIFEST!r}")
    if not path.is_file():
        return {}
    first, *rows = csv_rows(path, str(path))
    headings = [heading.strip().lower() for heading in first]
    if headings.count("file") != 1:
        raise IngestionError(path, "it must have one column 'file'", column="file")
    rows_by_name: dict[str, dict[str, str]] = {}
    for number, cells in enumerate(rows, start=1):
        row = dict(zip(headings, map(str.strip, cells), strict=True))
        name = PurePosixPath(row["file"].replace("\\", "/")).as_posix()
        if "\0" in "".join(cells):
            raise IngestionError(path, HAS_NUL, row=number)
        if name in rows_by_name:
            raise IngestionError(path, f"{name!r} is listed twice", column="file", row=number)
        rows_by_name[name] = {**row, "file": name, "sha256": row.get("sha256", "").lower()}
    return rows_by_name


def discover(root: Path, source: Source, retrieved_at: dt.datetime) -> list[SourceFile]:
    """List a source's files under ``root``, oldest vintage first, then by name.

    The vintage is the date at the beginning of the file's name, else the file's ``commit_date`` in
    ``manifest.csv``, else the UTC date of retrieval. Raises IngestionError if a date is unreadable,
    if a path is no regular file or almost a file of the source, or if a listed file is missing.
    """
    folder = root / source.name
    if os.path.lexists(folder) and not folder.is_dir():
        rule = f"it is not a folder: move it into a folder {source.name!r}, or rename it"
        raise IngestionError(source.name, rule)
    manifest = read_manifest(root)
    all_paths = sorted({path for glob in source.globs for path in root.glob(glob)})
    paths = {name: path for path in all_paths if _is_of(source, name := _name(root, path))}
    errors = [
        IngestionError(name, f"{MANIFEST} lists this file, but it is missing")
        for name in manifest
        if name.lower().startswith(f"{source.name}/") and not os.path.lexists(root / name)
    ]
    no_file = "not a regular file: it is a folder, pipe, device or link"
    errors += [IngestionError(name, no_file) for name, path in paths.items() if not path.is_file()]
    errors += [
        IngestionError(name, f"rename or unpack it: accepted names are {', '.join(source.globs)}")
        for name in unread(root, source)
        if _is_of(source, name.lower().removesuffix(".gz"))
    ]
    if errors:
        raise combined(source.name, errors)
    files = [
        _describe(path, name, source, manifest.get(name, {}), retrieved_at)
        for name, path in paths.items()
    ]
    return sorted(files, key=lambda file: (file.vintage, file.name))


def seen(root: Path, source: Source) -> str:
    """Return a text that changes with the name, size or time of a file that ``discover`` reads."""
    files = [root / MANIFEST, *(root / source.name).rglob("*")]
    states = {_name(root, path): path.stat() for path in files if path.is_file()}
    lines = [f"{name} {state.st_size} {state.st_mtime_ns}" for name, state in states.items()]
    return hashlib.sha256("\n".join([os.fspath(root), *sorted(lines)]).encode()).hexdigest()


def unread(root: Path, source: Source) -> list[str]:
    """List the files in the source's folder that ``discover`` does not read."""
    folders = [
        path for path in root.iterdir() if path.is_dir() and path.name.lower() == source.name
    ]
    names = [
        _name(root, path) for folder in folders for path in folder.rglob("*") if path.is_file()
    ]
    return sorted(name for name in names if not _is_of(source, name))


def _name(root: Path, path: Path) -> str:
    """Return a path below a directory as text; a byte that is not UTF-8 becomes an escape."""
    name = os.fsencode(path.relative_to(root).as_posix())
    return name.decode("utf-8", errors="backslashreplace")


def _is_of(source: Source, name: str) -> bool:
    path = PurePosixPath("/", name)
    return not path.name.startswith(".") and any(path.match(f"/{glob}") for glob in source.globs)


def _describe(
    path: Path, name: str, source: Source, row: Mapping[str, str], now: dt.datetime
) -> SourceFile:
    if len(PurePosixPath(name).name.encode()) > MAX_NAME_BYTES:
        raise IngestionError(name, f"rename it: its name is longer than {MAX_NAME_BYTES} bytes")
    if CONTROL.search(name):
        raise IngestionError(name, "rename it: its name has a line break or another control letter")
    if path.stat().st_size > MAX_UNPACKED_BYTES:
        raise IngestionError(name, f"it is larger than {MAX_UNPACKED_BYTES} bytes")
    vintage, rule = _vintage(name, row, now.date())
    return SourceFile(
        path=path,
        name=name,
        url=row.get("publisher_url") or source.homepage,
        vintage=vintage,
        vintage_rule=rule,
        retrieved_at=now,
        expected_sha256=row.get("sha256") or None,
        **{name: row.get(name) or value for name, value in terms(source).items()},
    )


def _vintage(name: str, row: Mapping[str, str], today: dt.date) -> tuple[dt.date, str]:
    dated = FILE_DATE.match(PurePosixPath(name).name)
    text = dated[1] if dated else row.get("commit_date")
    if not text:
        return today, READING
    rule = DATED[0] if dated else DATED[1]
    try:
        vintage = dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError as error:
        raise IngestionError(name, f"{rule} {text!r} is not a date") from error
    latest = today + dt.timedelta(days=1)
    if not FIRST_VINTAGE <= vintage <= latest:
        raise IngestionError(name, f"{rule} {text} is not between {FIRST_VINTAGE} and {latest}")
    return vintage, rule
