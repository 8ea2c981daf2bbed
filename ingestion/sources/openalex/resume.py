"""A file of fetched pages with a log, from which a later run resumes after a kill.

A page is appended to the data first and to the log second. Data without a log line is removed and
fetched again. The log has the checksum of each page, so that damage to either file is found. The
pages of a single run are also stored without gzip, so that landing does not unpack them. The
numbers of rows that repeat an earlier work are stored too.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from ingestion.sources.openalex.queries import Query
from ingestion.sources.openalex.source import REPEATS, WORKS

UNFINISHED = ".partial"
LOG = "pages.jsonl"
UNPACKED = "unpacked"
MAX_AGE = dt.timedelta(days=7)
NEWLINE = gzip.compress(b"\n", mtime=0)


class LoggedPage(msgspec.Struct, frozen=True):
    """A stored page: ``end`` is its end in the data, and ``cursor`` leads to the next page."""

    query: str
    cursor: str | None
    ids: list[str]
    end: int
    crc: int


class PageFile:
    """The pages of queries in one gzip file: a line for the queries, then one line per page.

    A context manager. If the file has other queries, or is older than ``MAX_AGE``, it is restarted.
    """

    def __init__(self, folder: Path, name: str, queries: Sequence[Query]) -> None:
        self.folder, self.path = folder, folder / name
        heading = {"queries": [asdict(query) for query in queries]}
        self._heading = gzip.compress(json.dumps(heading).encode() + b"\n", mtime=0)
        self._unpacked_path = folder / UNPACKED
        self._log_path = folder / LOG
        self._started = ""
        self._seen: set[str] = set()
        self._rows = 0
        self.pages: list[LoggedPage] = []

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.pages = self._stored_pages()
        if not self.pages:
            self._started = dt.datetime.now(dt.UTC).isoformat()
            self.path.write_bytes(self._heading)
        # The log is rewritten, because a kill can leave half a line at its end.
        self._log_path.write_text(
            "".join([json.dumps({"started": self._started}) + "\n", *map(_line, self.pages)]),
            encoding="utf-8",
        )
        self._data = self.path.open("r+b")
        self._data.truncate(self._end)
        self._data.seek(self._end)
        self._log = self._log_path.open("a", encoding="utf-8")
        self._unpacked_path.mkdir(exist_ok=True)
        self._unpacked = (self._unpacked_path / WORKS).open("wb")
        self._repeats = (self._unpacked_path / REPEATS).open("w", encoding="utf-8")
        self._is_unpacked = not self.pages
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._data.close()
        self._log.close()
        self._unpacked.close()
        self._repeats.close()

    @property
    def unpacked(self) -> Path | None:
        """Return the folder of unpacked pages; None unless all works have the declared fields."""
        return self._unpacked_path if self._is_unpacked else None

    @property
    def _end(self) -> int:
        return self.pages[-1].end if self.pages else len(self._heading)

    def add(
        self,
        query: Query,
        cursor: str | None,
        ids: list[str],
        gzipped: bytes,
        unpacked: bytes | None = None,
    ) -> None:
        """Store a page as a gzip member, with the cursor after it (None on the last page)."""
        self._write_unpacked(ids, unpacked)
        self._data.write(gzipped)
        self._data.write(NEWLINE)
        self._data.flush()
        page = LoggedPage(query.name, cursor, ids, self._data.tell(), zlib.crc32(gzipped))
        self._log.write(_line(page))
        self._log.flush()
        self.pages.append(page)

    def _write_unpacked(self, ids: list[str], page: bytes | None) -> None:
        if page is None:
            self._is_unpacked = False
        elif self._is_unpacked:
            self._unpacked.write(page)
            self._unpacked.write(b"\n")
            for row, work in enumerate(ids, start=self._rows + 1):
                if work in self._seen:
                    self._repeats.write(f"{row}\n")
                self._seen.add(work)
            self._rows += len(ids)

    def pages_of(self, query: Query) -> list[LoggedPage]:
        """Return the stored pages of a query."""
        return [page for page in self.pages if page.query == query.name]

    def _stored_pages(self) -> list[LoggedPage]:
        """Return the logged pages with intact data, up to the first damaged one."""
        if not self._log_path.is_file() or not self.path.is_file():
            return []
        first_line, *lines = self._log_path.read_bytes().splitlines() or [b""]
        if not self._is_recent(first_line):
            return []
        stored: list[LoggedPage] = []
        with self.path.open("rb") as data:
            if data.read(len(self._heading)) != self._heading:
                return []
            for page in map(_page, lines):
                if page is None:
                    break
                member = data.read(page.end - data.tell())
                if data.tell() != page.end or zlib.crc32(member.removesuffix(NEWLINE)) != page.crc:
                    break
                stored.append(page)
        return stored

    def _is_recent(self, line: bytes) -> bool:
        try:
            self._started = json.loads(line)["started"]
            age = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(self._started)
        except (ValueError, LookupError, TypeError):
            return False
        return age < MAX_AGE


def _line(page: LoggedPage) -> str:
    return msgspec.json.encode(page).decode() + "\n"


def _page(line: bytes) -> LoggedPage | None:
    with suppress(msgspec.DecodeError, UnicodeDecodeError):
        return msgspec.json.decode(line, type=LoggedPage)
    return None
