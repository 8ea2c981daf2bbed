"""Checks that each word on a page is in the dictionary of pyspellchecker or in ``own_words.txt``.

The spelling is British. The dictionary also has American forms, so a pattern finds these. Names,
code, and cells of tables come from publishers or from the tables themselves, and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from spellchecker import SpellChecker

OWN = Path(__file__).with_name("own_words.txt")
LEFT_OUT = ("script", "style", "code", "pre", "svg", "td", "th")
SHOWN = ("alt", "aria-label", "placeholder", "title")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.S)
# A name starts with a capital. A part of an address, a file or an identifier is next to a mark.
WORD = re.compile(r"(?<![\w.@/#&=-])[a-z]{2,}(?![\w@/=]|\.\w)")
AMERICAN = re.compile(
    r"\w{3,}(?:iz(?:e[ds]?|ing|ations?)|yz(?:e[ds]?|ing))|(?:col|behavi|fav|neighb)or(?:s|ed|ing)?"
    r"|centers?|label(?:ed|ing)|model(?:ed|ing)|licenses?|catalogs?|artifacts?"
)
SAME_IN_BRITISH = frozenset({"resize", "resized"})


class Text(HTMLParser):
    """The words of a page, without code and cells of tables."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inside = 0
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside += tag in LEFT_OUT
        self.texts += [value for name, value in attrs if name in SHOWN and value]

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag in LEFT_OUT

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.texts.append(data)


@cache
def dictionary() -> SpellChecker:
    """Return the English words of the package, and our own words."""
    words = SpellChecker()
    words.word_frequency.load_words(OWN.read_text(encoding="utf-8").split())
    return words


def words_of(html: str) -> set[str]:
    """Return the lower-case words of a page or a template."""
    return set(WORD.findall(" ".join(Text(JINJA.sub(" ", html)).texts)))


def misspelt(words: Iterable[str]) -> list[str]:
    """Return words that are in no dictionary, and American forms."""
    found = set(words)
    american = {word for word in found - SAME_IN_BRITISH if AMERICAN.fullmatch(word)}
    return sorted(dictionary().unknown(found) | american)
