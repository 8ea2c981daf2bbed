"""Read untrusted XML as a stream with expat, the parser that ships with Python.

The reader parses every byte, so it finds an error anywhere in the file. It never opens another file
and accepts no entity declaration. Its memory is limited by the size of the chunks, the length of a
tag, the length of a record and the depth of nesting.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from xml.parsers import expat

from ingestion.errors import IngestionError

MAX_TAG_BYTES = 4 * 1024**2
MAX_DEPTH = 16
MAX_RECORD_CHARACTERS = 4 * 1024**2


class XmlReader(ABC):
    """An expat parser that counts the depth and calls ``_start`` and ``_end`` of a subclass.

    Errors name the file as ``file``. If ``is_qualified`` is true, a name starts with its namespace
    and a blank. Raises IngestionError, which names line, column and, if ``records`` are counted,
    the record.
    """

    root: str

    def __init__(self, file: str, *, is_qualified: bool = False) -> None:
        self.records = 0
        self._file = file
        self._depth = self._fed = self._size = 0
        self._text: list[str] = []
        self._parser = expat.ParserCreate(namespace_separator=" " if is_qualified else None)
        self._parser.buffer_text = True
        self._parser.ordered_attributes = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def feed(self, chunk: bytes) -> None:
        """Parse a chunk of the file."""
        self._parse(chunk, last=False)
        self._fed += len(chunk)
        # Expat buffers a tag or comment until it is complete.
        if self._fed - self._parser.CurrentByteIndex > MAX_TAG_BYTES + len(chunk):
            raise self._error(f"a tag or comment is longer than {MAX_TAG_BYTES} bytes")

    def close(self) -> None:
        """Check that the file ends where the root element ends."""
        self._parse(b"", last=True)

    def _parse(self, chunk: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            raise self._error(f"not well-formed XML: {expat.ErrorString(error.code)}") from error
        except (LookupError, ValueError) as error:
            # If expat does not know an encoding, it asks Python for it.
            raise self._error(f"its encoding cannot be read: {error}") from error

    def _error(self, rule: str) -> IngestionError:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        return IngestionError(
            self._file, f"line {line}, column {column}: {rule}", row=self.records or None
        )

    def _collect(self, text: str) -> None:
        """Keep a text of a record. A subclass sets ``_size`` to 0 where a record starts."""
        self._size += len(text)
        if self._size > MAX_RECORD_CHARACTERS:
            raise self._error(f"a record is longer than {MAX_RECORD_CHARACTERS} characters")
        self._text.append(text)

    def _doctype(self, _name: str, _system: str | None, _public: str | None, _own: bool) -> None:
        raise self._error("it has a DOCTYPE")

    def _check_nesting(self, name: str) -> None:
        if self._depth == 1 and name != self.root:
            raise self._error(f"the root element is {name[:60]!r}, not {self.root!r}")
        if self._depth > MAX_DEPTH:
            raise self._error(f"elements are nested more than {MAX_DEPTH} deep")

    @abstractmethod
    def _start(self, name: str, attributes: Sequence[str]) -> None:
        """Handle the start of an element."""

    @abstractmethod
    def _end(self, name: str) -> None:
        """Handle the end of an element."""
