"""Sectors by the e-mail domains of authors, for strings that the rules leave open."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from dbt_project.functions.affiliations.register import Organisation, TypeSector

ENDINGS = {
    "academia": re.compile(r"(?:^|[.])edu(?:[.][a-z]{2})?\Z|[.]ac[.](?!cn\Z)[a-z]{2}\Z"),
    "government": re.compile(r"(?:^|[.])(?:gov|mil)(?:[.][a-z]{2})?\Z"),
}


class Address(NamedTuple):
    """A domain of authors with one affiliation, and how many of them print it.

    ``all_mentions`` counts the string; ``sectors`` and ``step`` are those of its classification.
    """

    affiliation: str
    domain: str
    mentions: int
    all_mentions: int
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
    """Return the sector of a domain: by its owner, else the owner of the domain above, or its end.

    Institutes of the Chinese Academy of Sciences use ac.cn, which decides nothing.
    """
    labels = domain.split(".")
    for name in (domain, ".".join(labels[-3:]), ".".join(labels[-2:])):
        if name in owners:
            return owners[name]
    return next((sector for sector, ending in ENDINGS.items() if ending.search(domain)), None)


def sectors_by_domains(
    addresses: Iterable[Address], owners: Mapping[str, str]
) -> list[DomainSector]:
    """Return the sectors of open strings on which domains agree.

    At least half of the mentions have a domain of a known sector, and four in five of these agree.
    The confidence is the share of strings with one sector by the rules that the domains confirm.
    """
    known: dict[str, list[tuple[str, Address]]] = defaultdict(list)
    for address in addresses:
        if sector := sector_of(address.domain, owners):
            known[address.affiliation].append((sector, address))
    agreed = [found for listed in known.values() if (found := _agreed(listed))]
    confidence = _confirmed(agreed)
    return [
        DomainSector(string.affiliation, sector, f"e-mail domain:{domain}", confidence)
        for sector, domain, string in agreed
        if string.step in ("none", "learned")
    ]


def _agreed(listed: list[tuple[str, Address]]) -> tuple[str, str, Address] | None:
    """Return the sector on which the domains of a string agree, and the first such domain."""
    counts: Counter[str] = Counter()
    for sector, address in listed:
        counts[sector] += address.mentions
    (sector, count), *_ = counts.most_common(1)
    string = listed[0][1]
    if 5 * count < 4 * counts.total() or 2 * counts.total() < string.all_mentions:
        return None
    return sector, min(one.domain for name, one in listed if name == sector), string


def _confirmed(agreed: Iterable[tuple[str, str, Address]]) -> float | None:
    right = [
        sector == string.sectors
        for sector, _, string in agreed
        if string.step == "rules" and string.sectors != "unknown" and "+" not in string.sectors
    ]
    return round(sum(right) / len(right), 3) if right else None
