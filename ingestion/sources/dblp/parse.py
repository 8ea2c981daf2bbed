"""Read DBLP's XML as a stream: records of wanted venues leave it, all else is only checked.

The file is not trusted, see ``ingestion.landing.xml``. Its DOCTYPE may name a DTD, as DBLP's names
``dblp.dtd``, and gets our table of named characters instead of it; a DOCTYPE that declares anything
of its own is refused, and with it external entities and those that multiply. Memory is bounded: a
piece of the file, one record, and limits on how large a record and how long the whole text may be.

This is a Python call for each element, which no other reader here makes. Measured on 1,333,334
synthetic records (660 MB), in CPU seconds of one machine: expat without any call 4.1; this reader
10.8 (61 MB/s, 123,000 records/s) with 20 MB of memory, gzipped 11.4; seven times as much, gzipped
(4.6 GB), 83.8 with 23 MB. Lines read by DuckDB and put together to records by regular expressions
took 14.6 and, gzipped, 16.1, held 1.1 GB, and would take anything for well-formed.
"""

from __future__ import annotations

import gzip
import html.entities
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO
from xml.parsers import expat

from ingestion.errors import IngestionError
from ingestion.landing.xml import XmlReader

Record = dict[str, str | list[str]]

KINDS = ("article", "inproceedings")
LISTS = ("author", "ee")
RECORD_DEPTH, FIELD_DEPTH = 2, 3
CHUNK_BYTES = 1024**2
MAX_RECORD_CHARACTERS = 4 * 1024**2
MAX_XML_BYTES = 64 * 1024**3
PREDEFINED = ("amp", "lt", "gt", "quot")
# The named characters of HTML 4, of which those of dblp.dtd are a part.
CHARACTERS = "".join(
    f'<!ENTITY {name} "&#{code};">'
    for name, code in html.entities.name2codepoint.items()
    if name not in PREDEFINED
).encode()


def read_records(
    path: Path, file: str, venues: Mapping[str, str], keep: Callable[[Record], None]
) -> int:
    """Give ``keep`` each article and paper of the streams in ``venues``; return how many there are.

    The count is of all records. A record holds ``type``, ``venue``, the attributes, the list of
    each of ``LISTS``, and the first text of every other field, without markup inside. Raises
    IngestionError, which names the place, on anything but whole and plain DBLP XML.
    """
    reader = _Reader(file, venues, keep)
    with _open(path) as stream:
        for chunk in _chunks(stream, file):
            reader.feed(chunk)
    reader.close()
    return reader.records


def _open(path: Path) -> BinaryIO:
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _chunks(stream: BinaryIO, file: str) -> Iterator[bytes]:
    read = 0
    while chunk := _read(stream, file, read):
        read += len(chunk)
        if read > MAX_XML_BYTES:
            raise IngestionError(file, f"it unpacks to more than {MAX_XML_BYTES} bytes")
        yield chunk


def _read(stream: BinaryIO, file: str, read: int) -> bytes:
    try:
        return stream.read(CHUNK_BYTES)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        message = f"not a whole gzip file: {error}, after {read} unpacked bytes"
        raise IngestionError(file, message) from error


class _Reader(XmlReader):
    """Collects one record at a time."""

    root = "dblp"

    def __init__(
        self, file: str, venues: Mapping[str, str], keep: Callable[[Record], None]
    ) -> None:
        super().__init__(file)
        self._venues, self._keep = venues, keep
        self._size = 0
        self._record: Record | None = None
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_ALWAYS)
        self._parser.ExternalEntityRefHandler = self._characters
        self._parser.SkippedEntityHandler = self._unknown

    def _doctype(self, _name: str, _system: str | None, _public: str | None, own: bool) -> None:
        if own:
            raise self._error("the DOCTYPE declares entities or the like of its own")

    def _characters(self, context: str, *_where: str | None) -> int:
        """Answer for the DTD that the DOCTYPE names, whatever its name is: nothing is opened."""
        self._parser.ExternalEntityParserCreate(context).Parse(CHARACTERS, True)
        return 1

    def _unknown(self, name: str, _is_parameter: bool) -> None:
        raise self._error(f"&{name}; is no named character that is known")

    def _start(self, name: str, attributes: Sequence[str]) -> None:
        self._depth += 1
        if self._depth == RECORD_DEPTH:
            self.records += 1
            self._begin(name, attributes)
        elif self._depth == FIELD_DEPTH:
            self._text.clear()
        else:
            self._check_nesting(name)

    def _begin(self, name: str, attributes: Sequence[str]) -> None:
        given = dict(zip(attributes[::2], attributes[1::2], strict=True))
        stream = "/".join(given.get("key", "").split("/", 2)[:2])
        if name in KINDS and stream in self._venues:
            self._record = {"type": name, "venue": self._venues[stream], **given}
            self._size = 0
            self._parser.CharacterDataHandler = self._collect

    def _collect(self, text: str) -> None:
        self._size += len(text)
        if self._size > MAX_RECORD_CHARACTERS:
            raise self._error(f"a record is longer than {MAX_RECORD_CHARACTERS} characters")
        self._text.append(text)

    def _end(self, name: str) -> None:
        if self._record is not None:
            if self._depth == FIELD_DEPTH:
                _add(self._record, name, "".join(self._text).strip())
            elif self._depth == RECORD_DEPTH:
                self._keep(self._record)
                self._record = self._parser.CharacterDataHandler = None
        self._depth -= 1


def _add(record: dict[str, Any], name: str, text: str) -> None:
    if name in LISTS:
        record.setdefault(name, []).append(text)
    else:
        record.setdefault(name, text)
