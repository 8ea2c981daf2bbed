"""Sectors by the e-mail domains of authors, for strings that the rules leave open."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from dbt_project.functions.affiliations.register import Organisation, TypeSector

ENDINGS = {
    "academia": re.compile(r"(?:^|[.])edu(?:[.][a-z]{2})?\Z|[.]ac[.](?!cn\Z)[a-z]{2}\Z"),
    "government": re.compile(r"(?:^|[.])(?:gov|mil)(?:[.][a-z]{2})?\Z"),
}


class Address(NamedTuple):
    """A domain of authors with one affiliation, and how many of them print it."""

    affiliation: str
    domain: str
    mentions: int


class Rated(NamedTuple):
    """A string with its mentions, its sectors by rules, and whether these leave it open."""

    affiliation: str
    mentions: int
    sectors: str
    step: str


class DomainSector(NamedTuple):
    """The sector of an open string by its domains."""

    affiliation: str
    sector: str
    evidence: str
    confidence: float | None


def domain_owners(
    organisations: Iterable[Organisation], sectors: Mapping[str, TypeSector]
) -> dict[str, str]:
    """Return the sector of each domain of active organisations in ROR.

    A domain that organisations of two sectors register is left out.
    """
    owners: dict[str, set[str]] = defaultdict(set)
    for organisation in organisations:
        if organisation.status == "active" and organisation.ror_id in sectors:
            for domain in organisation.domains or ():
                owners[domain.lower()].add(sectors[organisation.ror_id].sector)
    return {domain: min(names) for domain, names in owners.items() if len(names) == 1}


def sector_of(domain: str, owners: Mapping[str, str]) -> str | None:
    """Return the sector of a domain: by its owner, else by that of the domain above, else by its ending.

    Institutes of the Chinese Academy of Sciences use ac.cn, which decides nothing.
    """
    labels = domain.split(".")
    for name in (domain, ".".join(labels[-3:]), ".".join(labels[-2:])):
        if name in owners:
            return owners[name]
    return next((sector for sector, ending in ENDINGS.items() if ending.search(domain)), None)


def sectors_by_domains(
    addresses: Iterable[Address], rated: Iterable[Rated], owners: Mapping[str, str]
) -> list[DomainSector]:
    """Return the sectors of open strings on which domains agree.

    At least half of the mentions have a domain of a known sector, and four in five of these agree.
    The confidence is the share of strings with one sector by the rules that the domains confirm.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    first: dict[tuple[str, str], str] = {}
    for affiliation, domain, mentions in addresses:
        if sector := sector_of(domain, owners):
            counts[affiliation][sector] += mentions
            key = affiliation, sector
            first[key] = min(domain, first.get(key, domain))
    agreed = [
        (row, sector) for row in rated for sector in _agreed(counts[row.affiliation], row.mentions)
    ]
    confidence = _confirmed(agreed)
    return [
        DomainSector(row.affiliation, sector, f"e-mail domain:{first[row.affiliation, sector]}", confidence)
        for row, sector in agreed
        if row.step in ("none", "learned")
    ]


def _agreed(counts: Counter[str], mentions: int) -> Iterator[str]:
    known = counts.total()
    if known and 2 * known >= mentions:
        yield from (sector for sector, count in counts.items() if 5 * count >= 4 * known)


def _confirmed(agreed: Iterable[tuple[Rated, str]]) -> float | None:
    right = [
        sector == row.sectors
        for row, sector in agreed
        if row.step == "rules" and row.sectors != "unknown" and "+" not in row.sectors
    ]
    return round(sum(right) / len(right), 3) if right else None
