"""XML that is not trusted, read as a stream by expat, the parser that ships with Python.

Every byte is read, so that what is not well-formed is found wherever it stands; nothing outside the
file is ever opened, and no entity is declared by it. Memory is bounded: by the piece that is fed,
and by limits on how long a tag and how deep a nesting may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.parsers import expat

from ingestion.errors import IngestionError

MAX_TAG_BYTES = 4 * 1024**2
MAX_DEPTH = 16


class XmlReader:
    """Expat with handlers of a subclass, ``_start`` and ``_end``, which keep count of the depth.

    ``file`` is the name that errors carry. Names are qualified by their namespace and a blank where
    ``is_qualified``. Raises IngestionError, which names line, column and, as ``records`` are
    counted, the record.
    """

    root: str

    def __init__(self, file: str, *, is_qualified: bool = False) -> None:
        self.records = 0
        self._file = file
        self._depth = self._fed = 0
        self._text: list[str] = []
        self._parser = expat.ParserCreate(namespace_separator=" " if is_qualified else None)
        self._parser.buffer_text = True
        self._parser.ordered_attributes = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def feed(self, chunk: bytes) -> None:
        """Parse a piece of the file."""
        self._parse(chunk, last=False)
        self._fed += len(chunk)
        # Expat holds back a tag, comment or the like until it has all of it.
        if self._fed - self._parser.CurrentByteIndex > MAX_TAG_BYTES + len(chunk):
            raise self._error(f"a tag or comment is longer than {MAX_TAG_BYTES} bytes")

    def close(self) -> None:
        """Say that the file has ended."""
        self._parse(b"", last=True)

    def _parse(self, chunk: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            raise self._error(f"not well-formed XML: {expat.ErrorString(error.code)}") from error

    def _error(self, rule: str) -> IngestionError:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        return IngestionError(
            self._file, f"line {line}, column {column}: {rule}", row=self.records or None
        )

    def _doctype(self, _name: str, _system: str | None, _public: str | None, _own: bool) -> None:
        raise self._error("it has a DOCTYPE")

    def _check_nesting(self, name: str) -> None:
        if self._depth == 1 and name != self.root:
            raise self._error(f"the root element is {name[:60]!r}, not {self.root!r}")
        if self._depth > MAX_DEPTH:
            raise self._error(f"elements are nested more than {MAX_DEPTH} deep")

    def _start(self, name: str, attributes: Sequence[str]) -> None:
        raise NotImplementedError

    def _end(self, name: str) -> None:
        raise NotImplementedError
