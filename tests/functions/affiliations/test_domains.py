"""E-mail domains give a sector by their owners and endings, where they agree."""

from __future__ import annotations

import pytest

from dbt_project.functions.affiliations.domains import (
    Address,
    DomainSector,
    domain_owners,
    sector_of,
    sectors_by_domains,
)
from dbt_project.functions.affiliations.register import Organisation, TypeSector

OWNERS = {"example.org": "industry", "lab.example.edu": "nonprofit"}
SECTORS = {
    "example.org": "industry",
    "cs.example.org": "industry",
    "deep.lab.example.edu": "nonprofit",
    "example.edu": "academia",
    "example.edu.au": "academia",
    "cs.example.ac.uk": "academia",
    "edu": "academia",
    "ia.ac.cn": None,
    "example.gov": "government",
    "example.gov.uk": "government",
    "army.mil": "government",
    "gmail.com": None,
    "notexample.org": None,
}


def test_the_owner_of_a_domain_decides_before_its_ending() -> None:
    assert {domain: sector_of(domain, OWNERS) for domain in SECTORS} == SECTORS


def owner(ror_id: str, status: str, *domains: str) -> Organisation:
    return Organisation(ror_id, "Example", None, status, [], [], list(domains))


def test_a_domain_of_two_sectors_has_no_owner() -> None:
    company, school = TypeSector("company", "industry", 1), TypeSector("education", "academia", 1)
    organisations = [
        owner("1", "active", "One.org", "shared.org", "same.org"),
        owner("2", "active", "shared.org", "two.org"),
        owner("3", "active", "same.org"),
        owner("4", "inactive", "old.org"),
        owner("without a sector", "active", "none.org"),
        owner("1", "active")._replace(domains=None),
    ]
    sectors = {"1": company, "2": school, "3": company, "4": company}
    owners = {"one.org": "industry", "same.org": "industry", "two.org": "academia"}
    assert domain_owners(organisations, sectors) == owners


def addresses(affiliation: str, all_mentions: int, **mentions: int) -> list[Address]:
    """Return addresses of an open string at universities and companies."""
    sites = {"academia": "a.edu", "industry": "example.org", "unknown": "gmail.com"}
    return [
        Address(affiliation, sites[sector], number, all_mentions, "unknown", "none")
        for sector, number in mentions.items()
    ]


@pytest.mark.parametrize(
    ("listed", "sector"),
    [
        (addresses("four in five", 5, academia=4, industry=1), "academia"),
        (addresses("three in four", 4, academia=3, industry=1), None),
        (addresses("half have a domain", 8, academia=4, unknown=4), "academia"),
        (addresses("fewer than half", 9, academia=4), None),
        (addresses("none of a known sector", 1, unknown=1), None),
    ],
)
def test_domains_answer_where_they_agree(listed: list[Address], sector: str | None) -> None:
    found = sectors_by_domains(listed, OWNERS)
    assert [row.sector for row in found] == [sector] * bool(sector)


def test_domains_answer_open_strings_and_confirm_the_others() -> None:
    """Of the strings with one sector by rules, the domains confirm a half."""
    listed = [
        Address("open", "b.edu", 1, 2, "unknown", "none"),
        Address("open", "a.edu", 1, 2, "unknown", "none"),
        Address("learned", "example.org", 1, 1, "academia", "learned"),
        Address("second", "example.org", 1, 1, "academia", "second reading"),
        Address("right", "a.edu", 1, 1, "academia", "rules"),
        Address("wrong", "a.edu", 1, 1, "industry", "rules"),
        Address("several", "a.edu", 1, 1, "academia+industry", "rules"),
        Address("withheld", "a.edu", 1, 1, "unknown", "rules"),
    ]
    assert sectors_by_domains(listed, OWNERS) == [
        DomainSector("open", "academia", "e-mail domain:a.edu", 0.5),
        DomainSector("learned", "industry", "e-mail domain:example.org", 0.5),
    ]
    assert sectors_by_domains(listed[:2], OWNERS)[0].confidence is None
