"""The accuracy of classifications on strings labelled by hand.

Government, nonprofit and all other sectors are one class. A class is right if the label has it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from dbt_project.functions.estimates.intervals import wilson

CLASSES = {"academia": "academia", "industry": "industry", "other": "other research"}
UNKNOWN = "unknown"
NAMED = re.compile("academia|industry|unknown|[+ ]")


class Labelled(NamedTuple):
    """A string with its sectors by hand; ``split`` and ``stratum`` say how ours were drawn."""

    label_set: str
    split: str | None
    stratum: str | None
    affiliation: str
    sectors: str


class Evaluated(NamedTuple):
    """A labelled string, its classes by hand (``is_``) and by the classifier (``predicted_``)."""

    dictionary: str
    label_set: str
    split: str | None
    stratum: str | None
    affiliation: str
    evidence_kind: str
    is_academia: bool
    is_industry: bool
    is_other: bool
    is_unknown: bool
    predicted_academia: bool
    predicted_industry: bool
    predicted_other: bool
    predicted_unknown: bool
    truth: str
    predicted: str

    def has(self, name: str, side: str) -> bool:
        """Whether one side, ``is`` or ``predicted``, has the class."""
        return bool(getattr(self, f"{side}_{name}"))


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
    return [_compared(label, *answers[label.affiliation], dictionary) for label in labels]


def _compared(label: Labelled, sectors: str, kind: str, dictionary: str) -> Evaluated:
    truth, answer = _classes(label.sectors), _classes(sectors)
    return Evaluated(
        dictionary=dictionary,
        label_set=label.label_set,
        split=label.split,
        stratum=label.stratum,
        affiliation=label.affiliation,
        evidence_kind=kind,
        is_academia="academia" in truth,
        is_industry="industry" in truth,
        is_other="other" in truth,
        is_unknown=UNKNOWN in truth,
        predicted_academia="academia" in answer,
        predicted_industry="industry" in answer,
        predicted_other="other" in answer,
        predicted_unknown=UNKNOWN in answer,
        truth="+".join(CLASSES.get(name, name) for name in truth),
        predicted="+".join(CLASSES.get(name, name) for name in answer),
    )


def _classes(sectors: str) -> list[str]:
    """Return the classes that a text of sectors names; others write sectors in their own way."""
    lower = sectors.lower()
    named = [name for name in ("academia", "industry") if name in lower]
    if NAMED.sub("", lower):
        named.append("other")
    return named or [UNKNOWN]


def measures(rows: Iterable[Evaluated]) -> list[Measure]:
    """Return the measures of each set of labels, and of our strings drawn by mention."""
    groups: dict[tuple[str, str, str | None, str | None], list[Evaluated]] = defaultdict(list)
    for row in rows:
        groups[row.dictionary, row.label_set, row.split, None].append(row)
        if row.stratum == "mention":
            groups[row.dictionary, row.label_set, row.split, row.stratum].append(row)
    return [
        Measure(*group, *share)  # type: ignore[arg-type]
        for group, members in groups.items()
        for share in (*_of_sets(members), *_of_classes(members))
        if share.n
    ]


class _Share(NamedTuple):
    measure: str
    class_name: str | None
    k: int
    n: int
    value: float
    ci_low: float
    ci_high: float


def _of_sets(rows: list[Evaluated]) -> Iterator[_Share]:
    several = [row for row in rows if "+" in row.truth]
    yield _share("exact set", None, [row.predicted == row.truth for row in rows])
    yield _share("several sectors exact", None, [row.predicted == row.truth for row in several])
    yield _share("abstention", None, [row.predicted_unknown for row in rows])


def _of_classes(rows: list[Evaluated]) -> Iterator[_Share]:
    for name in (*CLASSES, UNKNOWN):
        label = CLASSES.get(name, name)
        sides = [(row.has(name, "is"), row.has(name, "predicted")) for row in rows]
        yield _share("precision", label, [is_class for is_class, predicted in sides if predicted])
        yield _share("recall", label, [predicted for is_class, predicted in sides if is_class])
        yield _f1(label, [all(side) for side in sides if any(side)])


def _share(measure: str, label: str | None, hits: list[bool]) -> _Share:
    k, n = sum(hits), len(hits)
    low, high = wilson(k / n, n) if n else (0.0, 0.0)
    return _Share(measure, label, k, n, k / n if n else 0.0, low, high)


def _f1(label: str, hits: list[bool]) -> _Share:
    """F1 is twice the hits among labels and answers.

    With the share J of their union that is a hit, it is 2J / (1 + J), and so are its ends.
    """
    share = _share("F1", label, hits)
    value, low, high = (2 * end / (1 + end) for end in share[4:])
    return _Share("F1", label, 2 * share.k, share.n + share.k, value, low, high)
