"""The dictionary: names of organisations and keywords, each with what it says of a string."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from dbt_project.functions.affiliations.normalise import normalised, without_marks
from dbt_project.functions.affiliations.register import RegisteredName


class Alias(NamedTuple):
    """A row of the seed ``organisation_alias``."""

    alias: str
    organisation: str | None
    sector: str
    country_code: str | None
    ror_id: str | None
    scope: str
    priority: int


class Keyword(NamedTuple):
    """A row of the seed ``sector_keyword``."""

    pattern: str
    scope: str
    sector: str
    priority: int


@dataclass(frozen=True, eq=False, slots=True)
class Name:
    """An entry of the dictionary, in the spelling of normalised parts.

    ``scope`` says where it counts: as a ``word`` anywhere, at the ``start`` of a word or
    ``inside`` one, as a whole ``part``, at its ``end``, or as the ``first`` part. A smaller
    ``priority`` is stronger; ``order`` decides last. The sector ``none`` means no organisation,
    and ``unknown`` one of no known sector.
    """

    text: str
    scope: str
    kind: str
    priority: int
    sector: str
    organisation: str | None = None
    ror_id: str | None = None
    country_code: str | None = None
    order: int = 0

    @property
    def evidence(self) -> str:
        """The entry in words."""
        return f"{self.kind}:{self.text}"

    @property
    def evidence_kind(self) -> str:
        """The kind of evidence, of which the accuracy is measured."""
        return f"keyword {self.priority}" if self.kind == "keyword" else self.kind

    @property
    def vagueness(self) -> int:
        """Rank among entries of one priority: a sector, then a named organisation, come first."""
        return 2 * (self.sector == "unknown") + (self.organisation is None)


class Dictionary:
    """The entries, found by their words."""

    def __init__(self, names: Iterable[Name]) -> None:
        """Index the entries: phrases by their words, and those inside words in a list."""
        self.phrases: dict[tuple[str, ...], list[Name]] = defaultdict(list)
        self.inside: list[Name] = []
        for name in names:
            words = tuple(name.text.split(" "))
            if name.scope in ("start", "inside") and len(words) == 1:
                self.inside.append(name)
            else:
                self.phrases[words].append(name)
        self.longest = max(map(len, self.phrases), default=0)
        self._in_word: dict[str, list[Name]] = {}

    def in_word(self, word: str) -> list[Name]:
        """Return the entries that a word has at its start or inside; each word is read once."""
        if word not in self._in_word:
            self._in_word[word] = [
                name
                for name in self.inside
                if (word.startswith(name.text) if name.scope == "start" else name.text in word)
            ]
        return self._in_word[word]

    def of(self, words: tuple[str, ...]) -> list[Name]:
        """Return the entries that consist of these words."""
        return self.phrases.get(words, [])

    @cached_property
    def joints(self) -> set[tuple[str, str]]:
        """Pairs of words in names, between which a comma may stand."""
        return {
            pair
            for words, names in self.phrases.items()
            if any(name.scope == "word" for name in names)
            for pair in pairwise(words)
        }


def dictionary(
    aliases: Iterable[Alias], keywords: Iterable[Keyword], registered: Iterable[RegisteredName]
) -> Dictionary:
    """Return the dictionary of our aliases and keywords, and of the names that ROR has.

    Our own entry decides for a name that ROR has too.
    """
    entries = [*_entries(list(aliases), keywords, list(registered))]
    owned = {entry.text for entry in entries if (entry.kind, entry.scope) == ("alias", "word")}
    kept = (
        entry
        for entry in entries
        if entry.text and (entry.kind in ("alias", "keyword") or entry.text not in owned)
    )
    return Dictionary(
        Name(*entry[:-1], order) for order, entry in enumerate(sorted(kept, key=_order))
    )


class _Entry(NamedTuple):
    text: str
    scope: str
    kind: str
    priority: int
    sector: str
    organisation: str | None = None
    ror_id: str | None = None
    country_code: str | None = None
    printed: str = ""


def _order(entry: _Entry) -> tuple[object, ...]:
    """Longer names lead at one place; then the order is that of the alphabet."""
    ends = ((value is None, value or "") for value in (entry.organisation, entry.ror_id))
    first = (-entry.text.count(" "), entry.kind, entry.text, entry.scope, entry.sector)
    return (*first, *ends, entry.printed)


def _entries(
    aliases: list[Alias], keywords: Iterable[Keyword], registered: list[RegisteredName]
) -> Iterator[_Entry]:
    seats = {(name.printed, name.sector, name.country_code): name.ror_id for name in registered}
    for alias in aliases:
        seat = ((alias.organisation or "").lower(), alias.sector, alias.country_code)
        yield _Entry(
            _spelled(alias.alias),
            alias.scope,
            "alias",
            alias.priority,
            alias.sector,
            alias.organisation,
            alias.ror_id or (seats.get(seat) if alias.country_code else None),
            alias.country_code,
            alias.alias,
        )
    for word in keywords:
        text = _spelled(word.pattern)
        yield _Entry(text, word.scope, "keyword", word.priority, word.sector, printed=word.pattern)
    for name in registered:
        kind = "ror acronym" if name.is_acronym else "ror"
        text = _spelled(name.printed)
        entry = _Entry(text, name.scope, kind, name.priority, name.sector, printed=name.printed)
        yield _identified(entry, name) if name.is_own_name else entry


def _identified(entry: _Entry, name: RegisteredName) -> _Entry:
    return entry._replace(
        organisation=name.organisation, ror_id=name.ror_id, country_code=name.country_code
    )


def _spelled(printed: str) -> str:
    return without_marks(normalised(printed))
