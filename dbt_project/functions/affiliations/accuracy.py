"""The accuracy of classifications on strings labelled by hand.

Government, nonprofit and all other sectors are one class. A class is right if the label has it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from dbt_project.functions.estimates.intervals import wilson

UNKNOWN = "unknown"
CLASSES = ("academia", "industry", "other research", UNKNOWN)
NOT_OTHER = re.compile("academia|industry|unknown|[+ ]")


class Labelled(NamedTuple):
    """A string with its sectors by hand; ``split`` and ``stratum`` say how ours were drawn."""

    label_set: str
    split: str | None
    stratum: str | None
    affiliation: str
    sectors: str


class Evaluated(NamedTuple):
    """A labelled string, with its classes by hand and by the classifier, joined by ``+``."""

    dictionary: str
    label_set: str
    split: str | None
    stratum: str | None
    affiliation: str
    evidence_kind: str
    truth: str
    predicted: str


class Measure(NamedTuple):
    """A share ``k`` of ``n`` with its Wilson interval."""

    dictionary: str
    label_set: str
    split: str | None
    stratum: str | None
    measure: str
    class_name: str | None
    k: int
    n: int
    value: float
    ci_low: float
    ci_high: float


def evaluated(
    labels: Iterable[Labelled], answers: Mapping[str, tuple[str, str]], dictionary: str
) -> list[Evaluated]:
    """Compare labels with answers, which are sectors and kind of evidence by string."""
    return [
        Evaluated(dictionary, *label[:4], kind, _classes(label.sectors), _classes(sectors))
        for label in labels
        for sectors, kind in [answers[label.affiliation]]
    ]


def _classes(sectors: str) -> str:
    """Return the classes that a text of sectors names; others write sectors in their own way."""
    lower = sectors.lower()
    named = [name for name in CLASSES[:2] if name in lower]
    if NOT_OTHER.sub("", lower):
        named.append("other research")
    return "+".join(named) or UNKNOWN


def measures(rows: Iterable[Evaluated]) -> list[Measure]:
    """Return the measures of each set of labels, and of our strings drawn by mention."""
    groups: dict[tuple[str, str, str | None, str | None], list[Evaluated]] = defaultdict(list)
    for row in rows:
        groups[row.dictionary, row.label_set, row.split, None].append(row)
        if row.stratum == "mention":
            groups[row.dictionary, row.label_set, row.split, row.stratum].append(row)
    return [
        Measure(*group, measure, name, *_share(hits, is_f1=measure == "F1"))  # type: ignore[arg-type]
        for group, members in groups.items()
        for measure, name, hits in _hits(members)
        if hits
    ]


def _hits(rows: list[Evaluated]) -> Iterator[tuple[str, str | None, list[bool]]]:
    """Yield each measure, its class, and which of its cases are hits."""
    several = [row for row in rows if "+" in row.truth]
    yield "exact set", None, [row.predicted == row.truth for row in rows]
    yield "several sectors exact", None, [row.predicted == row.truth for row in several]
    yield "abstention", None, [row.predicted == UNKNOWN for row in rows]
    for name in CLASSES:
        sides = [(name in row.truth, name in row.predicted) for row in rows]
        yield "precision", name, [is_class for is_class, predicted in sides if predicted]
        yield "recall", name, [predicted for is_class, predicted in sides if is_class]
        yield "F1", name, [all(side) for side in sides if any(side)]


def _share(hits: list[bool], *, is_f1: bool) -> tuple[int, int, float, float, float]:
    """Return k, n, the share and its interval.

    F1 is twice the hits among labels and answers. With the share J of their union that is a hit, it
    is 2J / (1 + J), and so are its ends.
    """
    k, n = sum(hits), len(hits)
    share, (low, high) = k / n, wilson(k / n, n)
    if not is_f1:
        return k, n, share, low, high
    value, low, high = (2 * end / (1 + end) for end in (share, low, high))
    return 2 * k, n + k, value, low, high
