"""A file of pages that is still being fetched, and the log that a killed run goes on from.

A page is appended to the data first and to the log after it, so that what the log does not know
is cut off and fetched again. The log repeats the checksum of each page: neither file is trusted
more than the other. What is fetched in one go is kept unpacked, too, so that it is unpacked once,
with the numbers of the rows that repeat an earlier work.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ingestion.sources.openalex.queries import Query
from ingestion.sources.openalex.source import REPEATS, WORKS

LOG = "pages.jsonl"
UNPACKED = "unpacked"
LONGEST_PAUSE = dt.timedelta(days=7)
NEWLINE = gzip.compress(b"\n", mtime=0)


@dataclass(frozen=True)
class Logged:
    """A page that is safe: ``end`` is the size of the data with it, ``cursor`` the next one."""

    query: str
    cursor: str | None
    ids: list[str]
    end: int
    crc: int


class Partial:
    """The pages of some queries in one gzipped file, a page a line after a line for the queries.

    A context manager. What was begun with other queries, or is older than a week, is begun anew.
    """

    def __init__(self, folder: Path, name: str, queries: Sequence[Query]) -> None:
        self.folder, self.path = folder, folder / name
        heading = {"queries": [asdict(query) for query in queries]}
        self._heading = gzip.compress(json.dumps(heading).encode() + b"\n", mtime=0)
        self._unpacked_path = folder / UNPACKED
        self._log_path = folder / LOG
        self._begun = ""
        self._seen: set[str] = set()
        self._rows = 0
        self.pages: list[Logged] = []

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.pages = self._safe_pages()
        if not self.pages:
            self._begun = dt.datetime.now(dt.UTC).isoformat()
            self.path.write_bytes(self._heading)
        # Rewritten, as a line that was torn by a kill must not be written on to.
        self._log_path.write_text(
            "".join([json.dumps({"begun": self._begun}) + "\n", *map(_line, self.pages)]),
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
        """A folder of the pages without gzip; None unless all of them are known to be Work."""
        return self._unpacked_path if self._is_unpacked else None

    @property
    def _end(self) -> int:
        return self.pages[-1].end if self.pages else len(self._heading)

    def add(
        self,
        query: Query,
        cursor: str | None,
        ids: list[str],
        wire: bytes,
        unpacked: bytes | None = None,
    ) -> None:
        """Keep a page: its gzip member, and the cursor after it (None on the last page)."""
        self._keep_unpacked(ids, unpacked)
        self._data.write(wire)
        self._data.write(NEWLINE)
        self._data.flush()
        page = Logged(query.name, cursor, ids, self._data.tell(), zlib.crc32(wire))
        self._log.write(_line(page))
        self._log.flush()
        self.pages.append(page)

    def _keep_unpacked(self, ids: list[str], page: bytes | None) -> None:
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

    def of(self, query: Query) -> list[Logged]:
        """The safe pages of a query."""
        return [page for page in self.pages if page.query == query.name]

    def _safe_pages(self) -> list[Logged]:
        """The logged pages whose bytes are in the data, up to the first one that is not."""
        if not self._log_path.is_file() or not self.path.is_file():
            return []
        begun, *lines = self._log_path.read_text(encoding="utf-8").splitlines() or [""]
        if not self._is_recent(begun):
            return []
        safe: list[Logged] = []
        with self.path.open("rb") as data:
            if data.read(len(self._heading)) != self._heading:
                return []
            for page in map(_page, lines):
                if page is None:
                    break
                wire = data.read(page.end - data.tell())
                if data.tell() != page.end or zlib.crc32(wire.removesuffix(NEWLINE)) != page.crc:
                    break
                safe.append(page)
        return safe

    def _is_recent(self, line: str) -> bool:
        try:
            begun = json.loads(line)["begun"]
        except ValueError:
            return False
        self._begun = begun
        return dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(begun) < LONGEST_PAUSE


def _line(page: Logged) -> str:
    return json.dumps(asdict(page), separators=(",", ":")) + "\n"


def _page(line: str) -> Logged | None:
    try:
        said: dict[str, Any] = json.loads(line)
        return Logged(**said)
    except (ValueError, TypeError):
        return None
