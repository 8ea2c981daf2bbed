"""Finds many phrases in a text at once (Aho and Corasick 1975)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick

T = TypeVar("T")


class Lookup(Generic[T]):
    """The values of phrases, found wherever a text has the phrase."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        """Build the automaton; a phrase may have several values."""
        self.values: dict[str, list[T]] = {}
        for phrase, value in phrases:
            self.values.setdefault(phrase, []).append(value)
        self._build()

    def _build(self) -> None:
        self._listed = list(self.values.values())
        self._automaton = AhoCorasick(list(self.values))

    def __getstate__(self) -> dict[str, list[T]]:
        """Keep the phrases only: a process that gets them builds the automaton again."""
        return self.values

    def __setstate__(self, values: dict[str, list[T]]) -> None:
        self.values = values
        self._build()

    def find(self, text: str) -> Iterator[tuple[int, int, list[T]]]:
        """Yield first and end position of each phrase, overlapping ones too, and its values."""
        for phrase, first, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            yield first, end, self._listed[phrase]
