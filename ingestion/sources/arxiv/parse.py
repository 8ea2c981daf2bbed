"""Read a page of arXiv's OAI-PMH answers: whole records of wanted categories, headers of others.

The format is arXivRaw. Since arXiv rewrote its server in March 2025, the format arXiv tells as
``created`` when the newest version was made (https://github.com/arXiv/oaipmh: the template
record_formats.xml prints the row of the current version); arXivRaw lists every version with its
date, and the first of them is the date of submission. A page is not trusted, see ``ingestion.landing.xml``;
one record is held at a time.
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
# What stays of a record that is not wanted, so that no older state of it counts any more.
HEADER = ("arxiv_id", "datestamp", "sets", "deleted", "wanted")
MAX_RECORD_CHARACTERS = 4 * 1024**2


@dataclass
class Page:
    """What a page says beside its records.

    ``ids`` and ``days`` (of modification) are those of all its records, ``kept`` counts the wanted
    ones. ``token`` leads to the next page, None on the last. ``stated`` is how long it says that
    the whole list is, if it does. ``error`` is the code of the protocol, as noRecordsMatch, and
    ``reason`` what is said of it.
    """

    ids: set[str] = field(default_factory=set)
    days: set[str] = field(default_factory=set)
    kept: int = 0
    token: str | None = None
    stated: int | None = None
    error: str | None = None
    reason: str = ""


def read_page(
    chunks: Iterable[bytes], file: str, wanted: Set[str], keep: Callable[[Record], None]
) -> Page:
    """Give ``keep`` each record.

    Those of a wanted category, and those that arXiv has deleted, are ``wanted``. A record holds its
    ``HEADER`` and, if wanted and not deleted, the ``FIELDS`` that it has, ``versions`` (their
    number) and the days of the first and the newest, ``created`` and ``updated``. Raises
    IngestionError, which names line and column, on anything but a whole page with a record or an
    error.
    """
    reader = _Reader(file, wanted, keep)
    for chunk in chunks:
        reader.feed(chunk)
    reader.close()
    if not reader.page.ids and reader.page.error is None:
        raise IngestionError(file, "a list without any record")
    return reader.page


class _Reader(XmlReader):
    """Collects one record at a time."""

    root = f"{OAI} OAI-PMH"

    def __init__(self, file: str, wanted: Set[str], keep: Callable[[Record], None]) -> None:
        super().__init__(file, is_qualified=True)
        self.page = Page()
        self._wanted, self._keep = wanted, keep
        self._record: Record = {}
        self._version = ""
        self._size = 0
        self._parser.CharacterDataHandler = self._collect
        self._begins = {
            f"{OAI} record": self._begin_record,
            f"{OAI} header": self._begin_header,
            f"{OAI} resumptionToken": self._begin_token,
            f"{OAI} error": self._begin_error,
            f"{RAW} version": self._begin_version,
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
        self._check_place(name)
        self._text.clear()
        if name in self._begins:
            self._begins[name](dict(zip(attributes[::2], attributes[1::2], strict=True)))

    def _end(self, name: str) -> None:
        self._depth -= 1
        text = " ".join("".join(self._text).split())
        self._text.clear()
        if name in self._ends:
            self._ends[name](text)
        elif name in FIELDS:
            self._record.setdefault(FIELDS[name], text)

    def _collect(self, text: str) -> None:
        self._size += len(text)
        if self._size > MAX_RECORD_CHARACTERS:
            raise self._error(f"a record is longer than {MAX_RECORD_CHARACTERS} characters")
        self._text.append(text)

    def _begin_record(self, _given: dict[str, str]) -> None:
        self.records += 1
        self._record, self._size = {"deleted": False, "sets": [], "versions": 0}, 0

    def _begin_header(self, given: dict[str, str]) -> None:
        self._record["deleted"] = given.get("status") == "deleted"

    def _begin_version(self, given: dict[str, str]) -> None:
        self._version = given.get("version", "")

    def _begin_token(self, given: dict[str, str]) -> None:
        size = given.get("completeListSize", "")
        self.page.stated = int(size) if size.isdecimal() else None

    def _begin_error(self, given: dict[str, str]) -> None:
        self.page.error = given.get("code", "")

    def _end_identifier(self, text: str) -> None:
        if not text.startswith(IDENTIFIER):
            raise self._error(f"{text[:60]!r} is no identifier of arXiv's")
        self._record["arxiv_id"] = text.removeprefix(IDENTIFIER)

    def _end_set(self, text: str) -> None:
        self._record["sets"].append(text)

    def _end_date(self, text: str) -> None:
        date = http_date(text)
        if date is None:
            raise self._error(f"{text[:60]!r} is no date of a version")
        day = date.date().isoformat()
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
        needed = ("arxiv_id", "datestamp", *(() if record["deleted"] else REQUIRED))
        lacking = [name for name in needed if not record.get(name)]
        if lacking:
            raise self._error(f"a record lacks {', '.join(lacking)}")
        self.page.ids.add(record["arxiv_id"])
        self.page.days.add(record["datestamp"])
        if "categories" in record:
            record["categories"] = record["categories"].split()
        is_wanted = record["deleted"] or not self._wanted.isdisjoint(record["categories"])
        record["wanted"] = is_wanted
        self.page.kept += is_wanted
        self._keep(record if is_wanted else {name: record[name] for name in HEADER})
