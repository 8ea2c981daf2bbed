"""Read a page of arXiv's OAI-PMH server: selected records, and only headers of other records.

The format is arXivRaw. Since arXiv rewrote its server in March 2025, ``created`` of the format
arXiv is the date of the newest version (https://github.com/arXiv/oaipmh: the template
record_formats.xml prints the row of the current version). arXivRaw lists every version with its
date; the date of the first version is the date of submission. A page is not trusted, see
``ingestion.landing.xml``; only one record is in memory at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from ingestion.errors import IngestionError
from ingestion.fetching.http import http_date
from ingestion.landing.xml import XmlReader

Record = dict[str, Any]

OAI = "http://www.openarchives.org/OAI/2.0/"
RAW = "http://arxiv.org/OAI/arXivRaw/"
IDENTIFIER = "oai:arXiv.org:"
NO_RECORDS = "noRecordsMatch"
FIELDS = {
    f"{OAI} datestamp": "datestamp",
    f"{RAW} title": "title",
    f"{RAW} authors": "authors",
    f"{RAW} categories": "categories",
    f"{RAW} doi": "doi",
    f"{RAW} journal-ref": "journal_ref",
    f"{RAW} license": "license",
}
REQUIRED = ("title", "categories", "updated")
# For a record outside the selected categories, only the header is kept; it replaces older states of
# the record.
HEADER = ("arxiv_id", "datestamp", "sets", "deleted", "wanted")


@dataclass
class RecordsPage:
    """A page without its records.

    ``ids`` and ``days`` (of modification) cover all its records, ``selected`` counts the selected
    ones. ``token`` leads to the next page (None on the last). ``stated`` is the stated length of
    the complete listing, if the page states it. ``error`` is a code of the protocol, such as
    noRecordsMatch, and ``reason`` is its text.
    """

    ids: set[str] = field(default_factory=set)
    days: set[str] = field(default_factory=set)
    selected: int = 0
    token: str | None = None
    stated: int | None = None
    error: str | None = None
    reason: str = ""


def read_page(
    chunks: Iterable[bytes], file: str, selected: Set[str], keep: Callable[[Record], None]
) -> RecordsPage:
    """Call ``keep`` with each record.

    Records of a selected category, and records that arXiv has deleted, are ``wanted``. A record has
    its ``HEADER``. A wanted one that is not deleted also has its ``FIELDS``, ``versions`` (their
    number), and the days of the first and the newest version, ``created`` and ``updated``. Raises
    IngestionError, which names line and column, unless the page is complete and has a record or an
    error.
    """
    reader = _Reader(file, selected, keep)
    for chunk in chunks:
        reader.feed(chunk)
    reader.close()
    if not reader.page.ids and reader.page.error is None:
        raise IngestionError(file, "a listing without any record")
    return reader.page


class _Reader(XmlReader):
    """A reader that collects one record at a time."""

    root = f"{OAI} OAI-PMH"

    def __init__(self, file: str, selected: Set[str], keep: Callable[[Record], None]) -> None:
        super().__init__(file, is_qualified=True)
        self.page = RecordsPage()
        self._selected, self._keep = selected, keep
        self._record: Record = {}
        self._version = ""
        self._parser.CharacterDataHandler = self._collect
        self._starts = {
            f"{OAI} record": self._start_record,
            f"{OAI} header": self._start_header,
            f"{OAI} resumptionToken": self._start_token,
            f"{OAI} error": self._start_error,
            f"{RAW} version": self._start_version,
        }
        self._ends = {
            f"{OAI} record": self._end_record,
            f"{OAI} identifier": self._end_identifier,
            f"{OAI} setSpec": self._end_set,
            f"{OAI} resumptionToken": self._end_token,
            f"{OAI} error": self._end_error,
            f"{RAW} date": self._end_date,
        }

    def _start(self, name: str, attributes: Sequence[str]) -> None:
        self._depth += 1
        self._check_nesting(name)
        self._text.clear()
        if name in self._starts:
            self._starts[name](dict(zip(attributes[::2], attributes[1::2], strict=True)))

    def _end(self, name: str) -> None:
        self._depth -= 1
        text = " ".join("".join(self._text).split())
        self._text.clear()
        if name in self._ends:
            self._ends[name](text)
        elif name in FIELDS:
            # The first value of a field counts, so that a later duplicate cannot replace it.
            self._record.setdefault(FIELDS[name], text)

    def _start_record(self, _attributes: dict[str, str]) -> None:
        self.records += 1
        self._record, self._size = {"deleted": False, "sets": [], "versions": 0}, 0

    def _start_header(self, attributes: dict[str, str]) -> None:
        self._record["deleted"] = attributes.get("status") == "deleted"

    def _start_version(self, attributes: dict[str, str]) -> None:
        self._version = attributes.get("version", "")

    def _start_token(self, attributes: dict[str, str]) -> None:
        size = attributes.get("completeListSize", "")
        self.page.stated = int(size) if size.isdecimal() else None

    def _start_error(self, attributes: dict[str, str]) -> None:
        self.page.error = attributes.get("code", "")

    def _end_identifier(self, text: str) -> None:
        if not text.startswith(IDENTIFIER):
            raise self._error(f"{text[:60]!r} is not an identifier of arXiv")
        self._record["arxiv_id"] = text.removeprefix(IDENTIFIER)

    def _end_set(self, text: str) -> None:
        self._record["sets"].append(text)

    def _end_date(self, text: str) -> None:
        date = http_date(text)
        if date is None:
            raise self._error(f"{text[:60]!r} is not a date of a version")
        day = date.date().isoformat()
        # Versions may come in any order.
        self._record["versions"] += 1
        self._record["updated"] = max(day, self._record.get("updated", day))
        if self._version == "v1":
            self._record["created"] = day

    def _end_token(self, text: str) -> None:
        self.page.token = text or None

    def _end_error(self, text: str) -> None:
        self.page.reason = text

    def _end_record(self, _text: str) -> None:
        record = self._record
        required = ("arxiv_id", "datestamp", *(() if record["deleted"] else REQUIRED))
        missing = [name for name in required if not record.get(name)]
        if missing:
            raise self._error(f"a record lacks {', '.join(missing)}")
        self.page.ids.add(record["arxiv_id"])
        self.page.days.add(record["datestamp"])
        if "categories" in record:
            record["categories"] = record["categories"].split()
        is_selected = record["deleted"] or not self._selected.isdisjoint(record["categories"])
        record["wanted"] = is_selected
        self.page.selected += is_selected
        self._keep(record if is_selected else {name: record[name] for name in HEADER})
