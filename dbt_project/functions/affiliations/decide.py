"""The sectors of a string, from the names that it has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from dbt_project.functions.affiliations.matches import Crossing, Match, crossings
from dbt_project.functions.affiliations.names import Dictionary, Name
from dbt_project.functions.affiliations.normalise import Part

SECTORS = ("academia", "government", "industry", "nonprofit", "other")
# A name of no known sector withholds an answer at these priorities.
WITHHOLDING = 3


class Answer(NamedTuple):
    """The sectors of a string, the leading name, the first name of each sector, and the evidence.

    If no name decides, there are no sectors; ``is_open`` says that a later step may find one.
    """

    sectors: tuple[str, ...] = ()
    leader: Name | None = None
    leaders: tuple[Name, ...] = ()
    evidence: str = "none"
    evidence_kind: str = "none"
    is_open: bool = False


class Found(NamedTuple):
    """A name in a string: the number of its part from 0, and the match."""

    place: int
    match: Match

    @property
    def rank(self) -> tuple[object, ...]:
        """Order the names of a string: strong ones, named ones, early ones lead."""
        name = self.match.name
        return self.match.priority, name.vagueness, self.place, self.match.first, name.order


def answer(parts: Sequence[Part], within: Sequence[Sequence[Match]], names: Dictionary) -> Answer:
    """Return the answer for a string from its parts and the matches of each."""
    found = found_names(parts, within, names)
    ranked = sorted(
        (one for one in found if one.match.name.sector != "none"), key=attrgetter("rank")
    )
    # Later parts are mostly an address, so what they name does not speak against the first.
    is_withheld = any(not one.place and one.match.name.sector == "none" for one in found)
    if not ranked:
        return Answer(is_open=not is_withheld)
    lead = ranked[0].match
    if lead.name.sector == "unknown":
        return Answer(is_open=not is_withheld and lead.priority > WITHHOLDING)
    leaders: dict[str, Name] = {}
    for one in ranked:
        if one.match.priority == lead.priority and one.match.is_of_a_sector:
            leaders.setdefault(one.match.name.sector, one.match.name)
    return _decided(lead.name, leaders)


def _decided(lead: Name, leaders: Mapping[str, Name]) -> Answer:
    sectors = tuple(sector for sector in SECTORS if sector in leaders)
    several = len(sectors) > 1
    evidence = sorted({name.evidence for name in leaders.values()}) if several else [lead.evidence]
    # A string of several sectors is harder than a string of one, so it has its own confidence.
    kind = lead.evidence_kind + (", several sectors" if several else "")
    return Answer(sectors, lead, tuple(leaders.values()), " + ".join(evidence), kind)


def found_names(
    parts: Sequence[Part], within: Sequence[Sequence[Match]], names: Dictionary
) -> list[Found]:
    """Return the names of a string. One that a comma divides hides the shorter ones inside it."""
    crossing = crossings(parts, within, names)
    near: dict[int, list[Crossing]] = defaultdict(list)
    for cross in crossing:
        for place in range(cross.place, cross.place + 3):
            near[place].append(cross)
    found = [
        Found(place, match)
        for place, matched in enumerate(within)
        for match in matched
        if not any(cross.hides(place, match) for cross in near[place])
    ]
    return found + [
        Found(cross.place, Match(cross.name, cross.name.priority, cross.first, cross.first))
        for cross in crossing
    ]
