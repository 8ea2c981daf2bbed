"""Sentences whose numbers keep the row that they come from.

``str()`` gives plain text, for a terminal, the title of a figure or a feed. In a template, the same
sentence is HTML: a number is ``<data value data-row data-column>``, a day or year is ``<time>``.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from string import Formatter

from markupsafe import Markup, escape

from reports.text.formatting import day_name

# The page that lists the rows behind a row of a mart, by its id; empty where there is none.
Address = Callable[[str], str]
DAY_OR_YEAR = re.compile(r"(\d{4}(?:-\d\d-\d\d)?)( Q\d)?")


@dataclass(frozen=True)
class Number:
    """A printed number: its text, its value, and where the value comes from.

    ``row`` is the id of a row of a mart, and ``column`` a column of that row. A count or a sum over
    rows has a ``query`` instead, which gives one value.
    """

    text: str
    value: float
    row: str = ""
    column: str = ""
    query: str = ""

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        origin = {"row": self.row, "column": self.column, "query": self.query}
        # Formatting of ``Markup`` would take a sixth of the time of all pages.
        attributes = "".join(f' data-{name}="{escape(of)}"' for name, of in origin.items() if of)
        return Markup(f'<data value="{self.value}"{attributes}>{escape(self.text)}</data>')  # noqa: S704 - escaped

    def linked(self, address: Address) -> Markup:
        """Return HTML in which a count of cases is a link to their rows."""
        target = address(self.row) if self.column == "k" else ""
        return Markup('<a href="{}">{}</a>').format(target, self) if target else escape(self)


@dataclass(frozen=True)
class Time:
    """A period or a day in words."""

    text: str
    day: date | None = None

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        if self.day is not None:
            return Markup('<time datetime="{}">{}</time>').format(self.day, self.text)
        # On Python 3.11, a substitution in Markup escapes the new tags.
        text = DAY_OR_YEAR.sub(_time, str(escape(self.text)))
        return Markup(text)  # noqa: S704 - the text is escaped


def _time(match: re.Match[str]) -> str:
    """Mark a day, year or quarter; HTML has no quarters, so the mark states the year of one."""
    year, quarter = match.groups()
    return f'<time datetime="{year}">{match[0]}</time>' if quarter else f"<time>{year}</time>"


@dataclass(frozen=True)
class Name:
    """A name from a publisher, which may contain digits."""

    text: str

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        return Markup("<cite>{}</cite>").format(self.text)


@dataclass(frozen=True)
class Sentence:
    """A text with places in braces, and what stands there: numbers, periods, other sentences.

    A part can be a function of a form, which its place names: ``{share:interval}``. The line of a
    sentence that ``is_kept`` does not break.
    """

    template: str
    parts: Mapping[str, object] = field(default_factory=dict)
    is_kept: bool = False

    def _pieces(self) -> Iterator[object]:
        for text, name, form, _ in Formatter().parse(self.template):
            yield text
            if name is not None:
                part = self.parts[name]
                yield part(form) if callable(part) else part

    def __str__(self) -> str:
        return "".join(map(str, self._pieces()))

    def __html__(self) -> str:
        return self.linked(lambda _: "")

    def linked(self, address: Address) -> Markup:
        """Return HTML in which the counts of cases are links to their rows."""
        text = Markup("").join(
            piece.linked(address) if isinstance(piece, Number | Sentence) else escape(piece)
            for piece in self._pieces()
        )
        return Markup('<span class="keep">{}</span>').format(text) if self.is_kept else text

    def numbers(self) -> Iterator[Number]:
        """Yield the numbers of the sentence and of the sentences in it."""
        for piece in self._pieces():
            if isinstance(piece, Number):
                yield piece
            elif isinstance(piece, Sentence):
                yield from piece.numbers()


def joined(parts: Sequence[object], separator: str = " ", last: str = "") -> Sentence:
    """Join parts by a separator; ``last`` stands before the last one."""
    names = [f"part{number}" for number in range(len(parts))]
    places = [f"{{{name}}}" for name in names]
    *first, end = places
    template = f"{separator.join(first)}{last or separator}{end}" if first else end
    return Sentence(template, dict(zip(names, parts, strict=True)))


def in_a_list(parts: Sequence[object]) -> Sentence:
    """Join parts: ``a``, ``a and b``, ``a, b and c``."""
    return joined(parts, ", ", " and ")


def day(value: date) -> Time:
    """Write a day as readers do."""
    return Time(day_name(value), value)
