"""Classify printed affiliations: by rules, in a second reading, by what was learned from names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import NamedTuple

from dbt_project.functions.affiliations.decide import SECTORS, Answer, answer
from dbt_project.functions.affiliations.learned import Threshold, Weight, guess
from dbt_project.functions.affiliations.matches import Match, matches
from dbt_project.functions.affiliations.names import Alias, Keyword, dictionary
from dbt_project.functions.affiliations.normalise import Part, parts, second_reading
from dbt_project.functions.affiliations.register import (
    BRACKET,
    Organisation,
    TypeSector,
    registered_names,
    sectors_of,
)

Within = Callable[[Part], list[Match]]


class Override(NamedTuple):
    """A row of the seed ``affiliation_override``: the sectors of one string, and why."""

    affiliation: str
    sectors: str
    reason: str


class Confidence(NamedTuple):
    """A row of the seed ``evidence_confidence``: the measured share of right answers."""

    evidence_kind: str
    confidence: float


class Classification(NamedTuple):
    """What a printed affiliation names, and why.

    ``sectors`` joins the known sectors by ``+``, or is ``unknown``. ``step`` is the step that
    decided: ``rules``, ``second reading`` or ``learned``; ``none`` if no step could. The confidence
    is the measured share of right answers by such evidence. ``companies`` are those among the names
    that decided, without the country that ROR adds to a branch.
    """

    affiliation: str
    sectors: str
    organisation: str | None
    ror_id: str | None
    country_code: str | None
    companies: list[str]
    evidence: str
    evidence_kind: str
    confidence: float | None
    step: str


class Tables(NamedTuple):
    """The rows of the seeds and of the register that classify."""

    aliases: Sequence[Alias]
    keywords: Sequence[Keyword]
    organisations: Sequence[Organisation]
    types: Sequence[TypeSector]
    overrides: Sequence[Override]
    confidences: Sequence[Confidence]
    weights: Sequence[Weight]
    thresholds: Sequence[Threshold]


class Classifier:
    """Classifies strings by the tables of a run."""

    def __init__(self, tables: Tables) -> None:
        sectors = sectors_of(tables.organisations, tables.types)
        registered = registered_names(tables.organisations, sectors)
        self.names = dictionary(tables.aliases, tables.keywords, registered)
        self.overrides = {row.affiliation: row for row in tables.overrides}
        self.confidences = {row.evidence_kind: row.confidence for row in tables.confidences}
        self.weights = {row.feature: row for row in tables.weights}
        self.thresholds = tables.thresholds

    def __call__(self, rows: Iterable[tuple[str]]) -> list[Classification]:
        """Classify the strings of a batch. Strings share most parts, which are read once."""
        within: Within = cache(partial(matches, names=self.names))
        return [self._classified(affiliation, within) for (affiliation,) in rows]

    def _classified(self, affiliation: str, within: Within) -> Classification:
        if affiliation in self.overrides:
            return self._overridden(affiliation, within)
        found = self._by_rules(affiliation, within)
        if not found.is_open:
            return self._of(affiliation, found, "rules")
        reading = second_reading(affiliation)
        second = self._by_rules(reading, within) if reading != affiliation else found
        if second.sectors:
            evidence = f"{second.evidence}, in a second reading"
            return self._of(affiliation, second._replace(evidence=evidence), "second reading")
        if learned := guess(affiliation, self.weights, self.thresholds):
            evidence = f"learned:{learned.evidence}"
            named = Answer((learned.sector,), evidence=evidence, evidence_kind="learned")
            answered = self._of(affiliation, named, "learned")
            return answered._replace(confidence=learned.confidence)
        return self._of(affiliation, found, "none")

    def _by_rules(self, affiliation: str, within: Within) -> Answer:
        divided = parts(affiliation)
        return answer(divided, [within(part) for part in divided], self.names)

    def _overridden(self, affiliation: str, within: Within) -> Classification:
        """Take the sectors of the override, and the organisations by rules."""
        override = self.overrides[affiliation]
        sectors = tuple(sector for sector in SECTORS if sector in override.sectors)
        kind = "override" + (", several sectors" if len(sectors) > 1 else "")
        evidence = f"override:{override.reason}"
        found = self._by_rules(affiliation, within)
        found = found._replace(sectors=sectors, evidence=evidence, evidence_kind=kind)
        return self._of(affiliation, found, "rules")

    def _of(self, affiliation: str, found: Answer, step: str) -> Classification:
        leader = found.leader
        return Classification(
            affiliation,
            "+".join(found.sectors) or "unknown",
            *(leader.identity if leader else (None, None, None)),
            _companies(found),
            found.evidence,
            found.evidence_kind,
            self.confidences.get(found.evidence_kind),
            step,
        )


def _companies(found: Answer) -> list[str]:
    names = (name.identity[0] for name in found.leaders if name.sector == "industry")
    return [BRACKET.sub("", name) for name in names if name]
