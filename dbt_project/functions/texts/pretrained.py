"""Pre-trained models that a text names (docs/metrics.md, M15)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from dbt_project.functions.texts.lookup import Lookup

# A space or hyphen in a name matches any form of them, or none.
GAP = "[ ‑–-]{0,2}"
GAPS = "", " ", "-", "  ", " -", "- ", "--"
# A name does not begin inside a word or after a hyphen: X-BERT is not BERT. Other signs are blanks.
BEFORE = b"abcdefghijklmnopqrstuvwxyz0123456789_-"
BLANKS = bytes(code if code in BEFORE else 32 for code in bytes(range(256)).lower())
AFTER = "(?:(?![A-Za-z0-9_])|_)"
NO_KEY = re.compile("[^A-Za-z0-9.]+|^[^A-Za-z0-9]+")


class ModelName(NamedTuple):
    """A name, its model and the year of its release, and the context that it needs.

    A name without a model hides the shorter names inside it.
    """

    name: str
    model: str | None
    is_case_sensitive: bool
    context: str | None
    released: int | None


class ContextWord(NamedTuple):
    """A row of the seed ``pretrained_context``."""

    context: str
    word: str


class Spelling(NamedTuple):
    """A name as it may be spelled; a smaller order is tried first."""

    order: int
    pattern: re.Pattern[str]


class Pretrained:
    """Finds the names of models. Longer names come first."""

    def __init__(self, names: Iterable[ModelName], words: Iterable[ContextWord]) -> None:
        """Index the names by their first word and by their letters and digits."""
        self.by_key: dict[str, list[ModelName]] = defaultdict(list)
        for name in names:
            self.by_key[name_key(name.name).lower()].append(name)
        listed = {name.name: name for rows in self.by_key.values() for name in rows}
        ordered = sorted(listed.values(), key=lambda name: (-len(name.name), name.name))
        self.beginnings = Lookup(
            (beginning, Spelling(order, spelling(name)))
            for order, name in enumerate(ordered)
            for beginning in beginnings(name.name)
        )
        self.contexts = _contexts(words)

    def named(
        self, year: int | None, title: str, abstract: str
    ) -> Iterator[tuple[str, bool, bool]]:
        """Yield each model, and whether the title names it, and the abstract or its title."""
        text = f"{title} | {abstract}" if abstract.strip() else title
        in_title, in_text = set[str](), set[str]()
        # A text may name many models, and is searched once for each context.
        has_word = cache(self._has_word)
        for end, name in self._found(text, year):
            if name.model and end <= len(title) and has_word(name.context, title):
                in_title.add(name.model)
            if name.model and has_word(name.context, text):
                in_text.add(name.model)
        for model in sorted(in_title | in_text):
            yield model, model in in_title, text != title and model in in_text

    def _found(self, text: str, year: int | None) -> Iterator[tuple[int, ModelName]]:
        """Yield the end of each name, and the models of that name that existed."""
        places: dict[int, list[Spelling]] = defaultdict(list)
        for first, _, spellings in self.beginnings.find(blanked(text)):
            places[first] += spellings
        end = 0
        for first in sorted(places):
            if first < end:
                continue
            for form in sorted(places[first]):
                if match := form.pattern.match(text, first):
                    end = match.end()
                    yield from ((end, name) for name in self._models(match[0], year))
                    break

    def _models(self, printed: str, year: int | None) -> Iterator[ModelName]:
        key = name_key(printed)
        for name in self.by_key.get(key.lower(), ()):
            is_spelled = not name.is_case_sensitive or name_key(name.name) == key
            # Before the release of the model, its name means something else.
            if is_spelled and year and name.released and name.released <= year:
                yield name

    def _has_word(self, context: str | None, text: str) -> bool:
        """Whether the text has a word of the context that a name with other meanings needs."""
        return not context or bool(self.contexts[context].search(text.lower()))


def name_key(text: str) -> str:
    """Return letters, digits and dots of a name, in its own case."""
    return NO_KEY.sub("", text)


def spelling(name: ModelName) -> re.Pattern[str]:
    """Return a pattern of the name with any spaces and hyphens."""
    pattern = GAP.join(re.escape(piece) for piece in re.split("[ -]", name.name))
    return re.compile(pattern + AFTER, 0 if name.is_case_sensitive else re.IGNORECASE)


def beginnings(name: str) -> list[str]:
    """Return the first two words of a name as they may be spelled. One word may be one letter."""
    first, *more = (blanked(piece) for piece in re.split("[ -]", name)[:2])
    return [f"{first}{gap}{more[0][1:]}" for gap in GAPS] if more else [first]


def _contexts(words: Iterable[ContextWord]) -> dict[str, re.Pattern[str]]:
    """Return a pattern of the beginnings of words of each context."""
    listed: dict[str, list[str]] = defaultdict(list)
    for row in words:
        listed[row.context].append(row.word.replace(" ", "[^a-z0-9]+"))
    return {
        context: re.compile(f"(?:^|[^a-z0-9])(?:{'|'.join(patterns)})")
        for context, patterns in listed.items()
    }


def blanked(text: str) -> str:
    """Return lower case after a blank, with a blank for each sign that may stand before a name."""
    return " " + text.encode("ascii", "replace").translate(BLANKS).decode("ascii")
