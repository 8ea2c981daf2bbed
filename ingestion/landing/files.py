"""Describe a source's files: fetched ones, and those in a directory of publishers' files."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingestion.errors import IngestionError, combined
from ingestion.landing.csv_file import csv_rows
from ingestion.landing.schema import Source
from ingestion.landing.values import PATTERN_CHARACTERS

MANIFEST = "manifest.csv"
TEXT_ENDINGS = ("", ".md", ".txt")
SHA256 = re.compile(r"([0-9a-f]{64})?")
FIRST_VINTAGE = dt.date(1990, 1, 1)
# The date of a file from a directory that has none of its own.
READING = "day of reading"
FILE_DATE = re.compile(r"^(\d{4}-\d{2}-\d{2})(?!\d)")


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
    source: Source, path: Path, url: str, published: dt.date | None = None
) -> SourceFile:
    """Describe a file that was fetched just now from a source's publisher, on its terms.

    The vintage is the day of publication, else the UTC day of retrieval.
    """
    now = dt.datetime.now(dt.UTC)
    if published and published > now.date() + dt.timedelta(days=1):
        # A date in the future would stay the newest vintage for a long time.
        published = None
    return SourceFile(
        path=path,
        name=f"{source.name}/{path.name}",
        url=url,
        licence=source.licence,
        vintage=published or now.date(),
        vintage_rule="publisher" if published else "retrieval",
        publisher=source.publisher,
        citation=source.citation,
        retrieved_at=now,
    )


def read_manifest(root: Path) -> dict[str, dict[str, str]]:
    """Read ``manifest.csv`` at a directory's root, if it exists, as rows by file path.

    Headings may differ in case. Cells and headings may have spaces around them. A path may
    begin with ``./`` or have backslashes. Raises IngestionError if it is no readable CSV file, has
    no column ``file``, or has a row with a repeated file or no SHA-256.
    """
    path = root / MANIFEST
    if not path.exists():
        return {}
    if not path.is_file():
        raise IngestionError(path, "not a regular file")
    first, *rows = csv_rows(path, str(path))
    headings = [heading.strip().lower() for heading in first]
    if "file" not in headings:
        raise IngestionError(path, "the column 'file' is missing", column="file")
    listed: dict[str, dict[str, str]] = {}
    for number, cells in enumerate(rows, start=1):
        row = dict(zip(headings, map(str.strip, cells), strict=True))
        name = PurePosixPath(row["file"].replace("\\", "/")).as_posix()
        digest = row.get("sha256", "").lower()
        if not SHA256.fullmatch(digest):
            rule = f"not a SHA-256; found {digest[:80]!r}"
            raise IngestionError(path, rule, column="sha256", row=number)
        if name in listed:
            raise IngestionError(path, f"{name!r} is listed twice", column="file", row=number)
        listed[name] = {**row, "file": name, "sha256": digest}
    return listed


def discover(root: Path, source: Source, retrieved_at: dt.datetime) -> list[SourceFile]:
    """List a source's files under ``root``, oldest vintage first, then by name.

    The vintage is the date at the beginning of the file's name, else the file's ``commit_date`` in
    ``manifest.csv``, else the UTC date of retrieval. Raises IngestionError if a date is unreadable,
    if a path is no regular file or almost a file of the source, or if a listed file is missing.
    """
    folder = root / source.name
    if os.path.lexists(folder) and not folder.is_dir():
        rule = f"it is no folder: move it into a folder {source.name!r}, or rename it"
        raise IngestionError(source.name, rule)
    manifest = read_manifest(root)
    paths = sorted({path for glob in source.globs for path in root.glob(glob)})
    errors = [
        IngestionError(name, f"{MANIFEST} lists it, but the file is missing")
        for name in manifest
        if _is_of(source, name) and not os.path.lexists(root / name)
    ]
    errors += _unusable(root, paths)
    errors += [
        IngestionError(name, f"rename or unpack it: accepted names are {', '.join(source.globs)}")
        for name in unread(root, source)
        if _is_of(source, name.lower().removesuffix(".gz"))
    ]
    if errors:
        raise combined(source.name, errors)
    files = [_describe(root, path, source, manifest, retrieved_at) for path in paths]
    return sorted(files, key=lambda file: (file.vintage, file.name))


def unread(root: Path, source: Source) -> list[str]:
    """List the files in the source's folder that ``discover`` does not read, except text files."""
    folders = [
        path for path in root.iterdir() if path.is_dir() and path.name.lower() == source.name
    ]
    names = [
        _name(root, path)
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".") and path.suffix not in TEXT_ENDINGS
    ]
    return sorted(name for name in names if not _is_of(source, name))


def _name(root: Path, path: Path) -> str:
    """Return a path below a directory as text; a byte that is not UTF-8 becomes an escape."""
    name = os.fsencode(path.relative_to(root).as_posix())
    return name.decode("utf-8", errors="backslashreplace")


def _is_of(source: Source, name: str) -> bool:
    path = PurePosixPath(name)
    return any(
        path.match(glob) and len(path.parts) == len(PurePosixPath(glob).parts)
        for glob in source.globs
    )


def _unusable(root: Path, paths: Sequence[Path]) -> Iterator[IngestionError]:
    for path in paths:
        name = _name(root, path)
        if name != path.relative_to(root).as_posix():
            yield IngestionError(name, "rename it: its name is not UTF-8")
        elif not path.is_file():
            yield IngestionError(name, "not a regular file: it is a folder, pipe, device or link")
        elif any(character in path.name for character in PATTERN_CHARACTERS):
            yield IngestionError(name, f"rename it: its name has one of {PATTERN_CHARACTERS}")


def _describe(
    root: Path,
    path: Path,
    source: Source,
    manifest: Mapping[str, Mapping[str, str]],
    retrieved_at: dt.datetime,
) -> SourceFile:
    name = _name(root, path)
    row = manifest.get(name, {})
    vintage, rule = _vintage(path, name, row, retrieved_at)
    return SourceFile(
        path=path,
        name=name,
        url=row.get("publisher_url") or source.homepage,
        licence=row.get("licence") or source.licence,
        vintage=vintage,
        vintage_rule=rule,
        publisher=row.get("publisher") or source.publisher,
        citation=row.get("citation") or source.citation,
        retrieved_at=retrieved_at,
        expected_sha256=row.get("sha256") or None,
    )


def _vintage(
    path: Path, name: str, row: Mapping[str, str], retrieved_at: dt.datetime
) -> tuple[dt.date, str]:
    dated = FILE_DATE.match(path.name)
    text, rule = (
        (dated.group(1), "file name")
        if dated
        else (row.get("commit_date") or "", "manifest commit_date")
    )
    if not text:
        return retrieved_at.astimezone(dt.UTC).date(), READING
    try:
        vintage = dt.date.fromisoformat(text)
    except ValueError as error:
        raise IngestionError(name, f"{rule} {text!r} is not a date") from error
    latest = retrieved_at.astimezone(dt.UTC).date() + dt.timedelta(days=1)
    if not FIRST_VINTAGE <= vintage <= latest:
        raise IngestionError(name, f"{rule} {text} is not between {FIRST_VINTAGE} and {latest}")
    return vintage, rule
