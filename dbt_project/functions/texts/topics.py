"""The topics of a work, from the terms that its texts have (docs/metrics.md, M12)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dbt_project.functions.texts.lookup import Lookup

# A mark that ends a clause leaves an empty word, so that no phrase crosses it.
JOINTS, ENDS = '-/\n()"', ",.:;?"
SIBILANT = re.compile("(?:s|x|ch|sh)$")
CONSONANT_Y = re.compile("[^aeiou]y$")
# A title or keyword states the subject of a work. An abstract may also mention other subjects once.
NEEDED_IN_ABSTRACT = 2


class TopicTerm(NamedTuple):
    """A row of the seed ``topic_term``."""

    topic: str
    term: str
    place: str
    entity: str
    is_exclusion: bool


class Span(NamedTuple):
    """A term of a topic in a text, by positions of letters."""

    first: int
    last: int
    is_head: bool
    term: TopicTerm


class TopicCount(NamedTuple):
    """The mentions of a topic in title and keywords, and in the abstract."""

    topic: str
    in_head: int
    in_abstract: int


def topic_lookup(terms: Iterable[TopicTerm]) -> Lookup[TopicTerm]:
    """Return the terms and their plurals, as whole words."""
    return Lookup((f" {form} ", term) for term in terms for form in {term.term, plural(term.term)})


def plural(phrase: str) -> str:
    """Return the plural by rule. A wrong plural does no harm, because no text has it."""
    if SIBILANT.search(phrase):
        return f"{phrase}es"
    return f"{phrase[:-1]}ies" if CONSONANT_Y.search(phrase) else f"{phrase}s"


def spaced(text: str) -> str:
    """Return lower-case words with spaces for the marks between them."""
    text = text.lower()
    for mark in JOINTS:
        text = text.replace(mark, " ")
    for mark in ENDS:
        text = text.replace(mark, "  ")
    return text


def topics(
    entity: str, title: str, keywords: str, abstract: str, terms: Lookup[TopicTerm]
) -> list[TopicCount]:
    """Return the topics that title or keywords name, or the abstract at least twice."""
    head = f" {spaced(f'{title} ; {keywords} ; ')}"
    by_topic: dict[str, list[Span]] = defaultdict(list)
    for first, end, found in terms.find(f"{head}{spaced(abstract)} "):
        is_head = first + 1 < len(head)
        for term in found:
            if term.entity in ("all", entity) and (is_head or term.place == "anywhere"):
                by_topic[term.topic].append(Span(first + 1, end - 1, is_head, term))
    counts = (_count(topic, spans) for topic, spans in by_topic.items())
    return [count for count in counts if count.in_head or count.in_abstract >= NEEDED_IN_ABSTRACT]


def _count(topic: str, spans: list[Span]) -> TopicCount:
    mentions = list(_mentions(spans))
    in_head = sum(mention.is_head for mention in mentions)
    return TopicCount(topic, in_head, len(mentions) - in_head)


def _mentions(spans: list[Span]) -> Iterator[Span]:
    """Yield terms outside excluded phrases. Terms that overlap are one mention, the first."""
    named_to = excluded_to = -1
    for span in sorted(spans, key=lambda s: (s.first, -s.last, not s.term.is_exclusion)):
        if span.term.is_exclusion:
            excluded_to = max(excluded_to, span.last)
        if span.last > excluded_to:
            if span.first > named_to:
                yield span
            named_to = max(named_to, span.last)
