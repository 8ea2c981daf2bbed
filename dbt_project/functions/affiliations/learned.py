"""Sectors learned from names, for strings that the rules leave open.

A multinomial logistic regression (Hastie, Tibshirani and Friedman 2009, section 4.4) over words,
pairs of words, runs of letters and the shape of the first piece of a string.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from dbt_project.functions.affiliations.normalise import normalised
from dbt_project.functions.affiliations.units import is_unit

PIECES = re.compile(r"[,;:/()|•·—–−、，{}\[\]†‡*]+| - ")
TWO_LETTERS = re.compile(r"[^\W\d_]{2}")
QUOTES = re.compile('[@"“”]')
NUMBER = re.compile(r"(?:^| )[0-9]{2,}(?: |\Z)")
BRACKETS = re.compile(r"[(][A-Z][a-z]+(?: [A-Z][a-z]+)*[)]\Z")
SHAPES = {
    "joined capitals": re.compile("[a-z][A-Z]"),
    "all capitals": re.compile(r"^[^a-z]+\Z"),
    "small first letter": re.compile("^[a-z]"),
    "digit in a word": re.compile("[A-Za-z][0-9]|[0-9][A-Za-z]"),
}
LONGEST, MOST_WORDS = 200, 8
ALWAYS = "any piece"


class Weight(NamedTuple):
    """A row of the seed ``learned_weight``: log-odds of each sector against none."""

    feature: str
    academia: float
    industry: float
    other: float


class Threshold(NamedTuple):
    """A row of the seed ``learned_confidence``."""

    sector: str
    least_probability: float
    confidence: float


class Guess(NamedTuple):
    """A learned sector, the three features with the most weight, and its confidence."""

    sector: str
    evidence: str
    confidence: float


def features(affiliation: str) -> frozenset[str]:
    """Return the features of the first piece of a string; none if that is no name.

    Later pieces are mostly a place. A piece is no name if it has a number (part of an address) or
    many words, if it is a web address, or if it is a unit of an organisation that is not named.
    """
    piece = PIECES.split(affiliation, maxsplit=1)[0]
    if len(affiliation) > LONGEST or "://" in affiliation or QUOTES.search(piece):
        return frozenset()
    name = normalised(piece)
    words = name.split(" ")
    is_name = TWO_LETTERS.search(name) and not NUMBER.search(name) and not is_unit(name)
    if not is_name or len(words) > MOST_WORDS:
        return frozenset()
    return frozenset([*_of_words(words), *_of_shape(piece.strip(), affiliation)])


def _of_words(words: Sequence[str]) -> Iterator[str]:
    yield ALWAYS
    yield f"words {min(len(words), 5)}"
    yield f"first {words[0]}"
    yield f"last {words[-1]}"
    yield from (f"word {word}" for word in words)
    yield from (f"pair {one} {other}" for one, other in pairwise(words))
    letters = f"_{'_'.join(words)}_"
    for size in (3, 4, 5):
        for place in range(len(letters) - size + 1):
            yield f"letters {letters[place : place + size]}"


def _of_shape(printed: str, affiliation: str) -> Iterator[str]:
    yield from (f"shape {name}" for name, shape in SHAPES.items() if shape.search(printed))
    if BRACKETS.search(affiliation):
        yield "shape before brackets"


def guess(
    affiliation: str, weights: Mapping[str, Weight], thresholds: Sequence[Threshold]
) -> Guess | None:
    """Return the likeliest sector; None if it is less probable than the table asks for."""
    known = sorted(weights[name] for name in features(affiliation) if name in weights)
    if not known:
        return None
    odds = {
        sector: math.exp(sum(getattr(weight, sector) for weight in known))
        for sector in ("academia", "industry", "other")
    }
    sector = max(odds, key=lambda name: odds[name])
    probability = odds[sector] / (1 + sum(odds.values()))
    met = [
        row for row in thresholds if row.sector == sector and probability >= row.least_probability
    ]
    heaviest = sorted(
        (weight for weight in known if weight.feature != ALWAYS),
        key=lambda weight: (-getattr(weight, sector), weight.feature),
    )
    if not met or not heaviest:
        return None
    names = ", ".join(weight.feature for weight in heaviest[:3])
    return Guess(sector, names, max(met, key=lambda row: row.least_probability).confidence)
