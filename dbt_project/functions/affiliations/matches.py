"""Names of the dictionary in a string; a longer name hides those inside it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from dbt_project.functions.affiliations.names import Dictionary, Name
from dbt_project.functions.affiliations.normalise import Part

# After `of`, `for` or `in`, the last word of a company is a subject: `Centre for Industrial
# Technologies`. A number after a long word begins an address; a short word may be a state before
# its postcode: `Boulder CO 80302`.
SUBJECT = re.compile("(^| , )[^,]* (?:of|for|in) [^,]*")
NUMBER = re.compile(" ([0-9]{3,})")
LONG_WORD = 5
REMEMBERED = 64


class Match(NamedTuple):
    """A name in a part, from its first to its last word, which are numbered from 1."""

    name: Name
    priority: int
    first: int
    last: int

    @property
    def is_of_a_sector(self) -> bool:
        """Whether the name means an organisation of a known sector."""
        return self.name.sector not in ("none", "unknown")


class Crossing(NamedTuple):
    """A name that begins in a part and ends in the next one, or in the one after."""

    name: Name
    place: int
    first: int
    words_in_next: int
    words_in_third: int

    def hides(self, place: int, match: Match) -> bool:
        """Whether the words of a match in the part ``place`` belong to this name."""
        if self.name.priority > match.priority:
            return False
        ends = {1: self.words_in_next, 2: self.words_in_third}
        if place == self.place:
            return match.first >= self.first
        return match.last <= ends.get(place - self.place, 0)


def matches(part: Part, names: Dictionary) -> list[Match]:
    """Return the names in a part, without those inside a longer one of no weaker priority."""
    found = set(_found(part, names))
    at: dict[int, list[Match]] = defaultdict(list)
    for match in found:
        for place in range(match.first, match.last + 1):
            at[place].append(match)
    shown = [m for m in found if not any(_hides(other, m) for other in at[m.first])]
    return _with_sides(part.words, shown) if " and " in part.text else shown


def _found(part: Part, names: Dictionary) -> Iterator[Match]:
    words = part.words
    for place, word in enumerate(words, start=1):
        for name in names.in_word(word):
            yield Match(name, name.priority, place, place)
        for last in range(place, min(place + names.longest.get(word, 0), len(words) + 1)):
            for name in names.phrases.get(" ".join(words[place - 1 : last]), ()):
                if _counts(name, part):
                    yield Match(name, name.priority, place, last)


def _counts(name: Name, part: Part) -> bool:
    """Whether the name is where its scope asks for it."""
    if name.scope == "part":
        # An unambiguous name of an organisation may be next to another: `Apple and MIT`.
        is_plain = name.kind == "alias" and name.priority == 1
        return name.text in _pieces(part.text) or (is_plain and name.text in _sides(part.text))
    if name.scope == "end":
        words, is_company = name.text.count(" ") + 1, name.sector == "industry"
        return name.text in _endings(part.text, words, is_company, len(name.text) >= LONG_WORD)
    if name.scope == "first":
        is_shown = name.kind != "ror acronym" or part.has_capitals
        start = f"{part.text[: len(name.text) + 3]} , "
        return part.is_first and start.startswith(f"{name.text} , ") and is_shown
    return True


# A text may have as many names as words, so each of these is found once for a part.
@lru_cache(REMEMBERED)
def _pieces(text: str) -> frozenset[str]:
    return frozenset(piece.strip() for piece in text.split(","))


@lru_cache(REMEMBERED)
def _sides(text: str) -> frozenset[str]:
    return _pieces(f" {text} ".replace(" and ", " , "))


@lru_cache(REMEMBERED)
def _endings(text: str, words: int, is_company: bool, is_long: bool) -> frozenset[str]:
    """Return the last words of the pieces, in which an entry of scope ``end`` counts."""
    closing = SUBJECT.sub(r"\1", text) if is_company else text
    closing = NUMBER.sub(r" , \1", closing) if is_long else closing
    return frozenset(" ".join(piece.split()[-words:]) for piece in closing.split(","))


def _hides(outer: Match, inner: Match) -> bool:
    """Of equal words that are several entries, our alias decides before a keyword and ROR."""
    if outer.first > inner.first or outer.last < inner.last or outer.priority > inner.priority:
        return False
    longer = (outer.last - outer.first) - (inner.last - inner.first)
    return longer > 0 or (longer == 0 and outer.name.kind < inner.name.kind)


def _with_sides(words: list[str], found: list[Match]) -> list[Match]:
    """Give the names that are alone on their side of an `and` the strongest priority.

    Such a name is an organisation of its own, so one on the other side does not replace it.
    """
    side = [0, 0, *accumulate(word == "and" for word in words)]
    strong = [match for match in found if match.priority <= 2 and match.is_of_a_sector]
    firmest: dict[int, int] = {}
    for match in strong:
        for at in range(side[match.first], side[match.last] + 1):
            firmest[at] = min(match.priority, firmest.get(at, match.priority))
    first = min(firmest.values(), default=0)

    def is_alone(match: Match) -> bool:
        is_rest_of_a_list = match.name.scope == "end" and words[max(match.first - 2, 0)] == "and"
        at = range(side[match.first], side[match.last] + 1)
        is_apart = all(firmest[one] >= match.priority for one in at)
        return first < match.priority and is_apart and not is_rest_of_a_list

    alone = {id(match) for match in strong if is_alone(match)}
    return [match._replace(priority=1) if id(match) in alone else match for match in found]


def crossings(
    parts: Sequence[Part], within: Sequence[Sequence[Match]], names: Dictionary
) -> list[Crossing]:
    """Return the names that a comma divides, as in `University of California, San Diego`.

    ``within`` has the matches of each part.
    """
    return [
        crossing
        for place in range(len(parts) - 1)
        for crossing in _across(place, parts, within[place], names)
    ]


def _across(
    place: int, parts: Sequence[Part], within: Sequence[Match], names: Dictionary
) -> Iterator[Crossing]:
    here, following = parts[place].words, parts[place + 1].words
    if (here[-1], following[0]) not in names.joints:
        return
    rest = following + (parts[place + 2].words if place + 2 < len(parts) else [])
    found = [
        (name, left, right)
        for left in range(1, len(here) + 1)
        for right in range(1, min(len(rest), names.longest.get(here[-left], 0) - left) + 1)
        for name in names.phrases.get(" ".join([*here[-left:], *rest[:right]]), ())
        if name.scope == "word"
        # `Information Technology, University of ...` has two names.
        and not (rest[:right] == ["university"] and len(following) > 1)
    ]
    for name, left, right in found:
        first = len(here) - left + 1
        # Words that end one name do not begin another: `Peking University, Chinese Academy of
        # Sciences` has no `University, Chinese Academy of Sciences`.
        is_end = any(
            name.priority >= match.priority and match.first < first <= match.last
            for match in within
        )
        is_inside = any(
            other.priority <= name.priority
            and before >= left
            and after >= right
            and before + after > left + right
            for other, before, after in found
        )
        if not is_end and not is_inside:
            yield Crossing(name, place, first, right, right - len(following))
