"""Describe a source's files: fetched ones, and those in a directory of publishers' files."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingestion.errors import IngestionError
from ingestion.landing.schema import Source

MANIFEST = "manifest.csv"
FILE_DATE = re.compile(r"^(\d{4}-\d{2}-\d{2})(?!\d)")


@dataclass(frozen=True)
class SourceFile:
    """A publisher's file on disk, with its origin and its dates.

    ``vintage_rule`` names the origin of the vintage: ``file name``, ``manifest commit_date``,
    ``publisher`` (a Last-Modified header) or ``retrieval``. ``fetched_into`` is a folder that holds
    only this fetched file; it is removed once the file has landed. ``unpacked`` is a copy without
    gzip that was validated against the declared columns during the fetch.
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
    fetched_into: Path | None = None
    unpacked: Path | None = None


def fetched_file(
    source: Source,
    path: Path,
    url: str,
    *,
    retrieved_at: dt.datetime | None = None,
    published_at: dt.datetime | None = None,
    has_own_folder: bool = False,
) -> SourceFile:
    """Describe a file that was fetched from a source's publisher, on the source's terms.

    The vintage is the UTC date of ``published_at``, else of ``retrieved_at`` (default: now).
    """
    retrieved_at = retrieved_at or dt.datetime.now(dt.UTC)
    return SourceFile(
        path=path,
        name=f"{source.name}/{path.name}",
        url=url,
        licence=source.licence,
        vintage=(published_at or retrieved_at).date(),
        vintage_rule="publisher" if published_at else "retrieval",
        publisher=source.publisher,
        citation=source.citation,
        retrieved_at=retrieved_at,
        fetched_into=path.parent if has_own_folder else None,
    )


def read_manifest(root: Path) -> dict[str, dict[str, str]]:
    """Read ``manifest.csv`` at a directory's root, if any: file path -> its row.

    Raises IngestionError if it is no readable CSV file, or has no column ``file``.
    """
    path = root / MANIFEST
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (UnicodeDecodeError, csv.Error) as error:
        raise IngestionError(path, f"not a readable CSV file in UTF-8: {error}") from error
    if rows and "file" not in rows[0]:
        raise IngestionError(path, "the column 'file' is missing", column="file")
    return {row["file"]: row for row in rows}


def discover(root: Path, source: Source, retrieved_at: dt.datetime) -> list[SourceFile]:
    """List a source's files under ``root``, oldest vintage first, then by name.

    The vintage is the date at the beginning of the file's name, else the file's ``commit_date`` in
    ``manifest.csv``, else the UTC date of retrieval. Raises IngestionError if a date is unreadable.
    """
    manifest = read_manifest(root)
    paths = sorted({path for glob in source.globs for path in root.glob(glob)})
    files = [_describe(root, path, source, manifest, retrieved_at) for path in paths]
    return sorted(files, key=lambda file: (file.vintage, file.name))


def _describe(
    root: Path,
    path: Path,
    source: Source,
    manifest: Mapping[str, Mapping[str, str]],
    retrieved_at: dt.datetime,
) -> SourceFile:
    name = path.relative_to(root).as_posix()
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
        return retrieved_at.astimezone(dt.UTC).date(), "retrieval"
    try:
        return dt.date.fromisoformat(text), rule
    except ValueError as error:
        raise IngestionError(name, f"{rule} {text!r} is not a date") from error
