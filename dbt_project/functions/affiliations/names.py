"""The dictionary: names of organisations and keywords, each with what it says of a string."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from dbt_project.functions.affiliations.normalise import normalised, without_marks


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
    """An entry of the dictionary, as it is printed and in the spelling of normalised parts.

    ``scope`` says where it counts: as a ``word`` anywhere, at the ``start`` of a word or
    ``inside`` one, as a whole ``part``, at its ``end``, or as the ``first`` part. A smaller
    ``priority`` is stronger. The sector ``none`` means no organisation, and ``unknown`` one of no
    known sector. If it is not ``is_own_name``, others may have the name too.
    """

    printed: str
    text: str
    scope: str
    kind: str
    priority: int
    sector: str
    organisation: str | None = None
    ror_id: str | None = None
    country_code: str | None = None
    is_own_name: bool = True

    @property
    def identity(self) -> tuple[str | None, str | None, str | None]:
        """The organisation that the name means, its ROR id and its country."""
        if not self.is_own_name:
            return None, None, None
        return self.organisation, self.ror_id, self.country_code

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
        return 2 * (self.sector == "unknown") + (self.identity[0] is None)

    @property
    def order(self) -> tuple[object, ...]:
        """Longer names lead at one place; then the order is that of the alphabet."""
        first = (-self.text.count(" "), self.kind, self.text, self.scope, self.sector)
        ends = ((value is None, value) for value in self.identity[:2])
        return (*first, *ends, self.printed)


class Dictionary:
    """The entries, found by their words."""

    def __init__(self, names: Iterable[Name]) -> None:
        """Index the entries: phrases by their text, and those inside words in a list."""
        self.phrases: dict[str, list[Name]] = defaultdict(list)
        self.inside: list[Name] = []
        for name in names:
            if name.scope in ("start", "inside") and " " not in name.text:
                self.inside.append(name)
            else:
                self.phrases[name.text].append(name)
        # The words of the longest phrase that begins with each word.
        self.longest: dict[str, int] = defaultdict(int)
        for text in self.phrases:
            first = text.partition(" ")[0]
            self.longest[first] = max(self.longest[first], text.count(" ") + 1)
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

    @cached_property
    def joints(self) -> set[tuple[str, str]]:
        """Pairs of words in names, between which a comma may stand."""
        return {
            pair
            for text, names in self.phrases.items()
            if any(name.scope == "word" for name in names)
            for pair in pairwise(text.split(" "))
        }


def dictionary(
    aliases: Iterable[Alias], keywords: Iterable[Keyword], registered: Iterable[Name]
) -> Dictionary:
    """Return the dictionary of our aliases and keywords, and of the names that ROR has.

    Our own entry decides for a name that ROR has too.
    """
    listed = list(registered)
    seats = {(name.printed, name.sector, name.country_code): name.ror_id for name in listed}
    own = [_of_alias(alias, seats) for alias in aliases]
    words = [
        Name(row.pattern, spelled(row.pattern), row.scope, "keyword", row.priority, row.sector)
        for row in keywords
    ]
    owned = {name.text for name in own if name.scope == "word"}
    others = (name for name in listed if name.text not in owned)
    return Dictionary(name for name in (*own, *words, *others) if name.text)


def _of_alias(alias: Alias, seats: Mapping[tuple[str, str, str | None], str | None]) -> Name:
    """Return the entry of an alias; the seat of its organisation in its country has the ROR id."""
    seat = (alias.organisation or "").lower(), alias.sector, alias.country_code
    return Name(
        alias.alias,
        spelled(alias.alias),
        alias.scope,
        "alias",
        alias.priority,
        alias.sector,
        alias.organisation,
        alias.ror_id or (seats.get(seat) if alias.country_code else None),
        alias.country_code,
    )


def spelled(printed: str) -> str:
    """Return the words of a name in the spelling of normalised parts."""
    return without_marks(normalised(printed))
