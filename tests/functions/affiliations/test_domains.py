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
    "example.edu.au": "academia",
    "cs.example.ac.uk": "academia",
    "ia.ac.cn": None,
    "example.gov.uk": "government",
    "army.mil": "government",
    "gmail.com": None,
    "notexample.org": None,
}


def test_the_owner_of_a_domain_decides_before_its_ending() -> None:
    assert {domain: sector_of(domain, OWNERS) for domain in SECTORS} == SECTORS


def test_a_domain_of_two_sectors_has_no_owner() -> None:
    company, school = TypeSector("company", "industry", 1), TypeSector("education", "academia", 1)
    organisations = [
        Organisation(ror_id, "Example", None, status, [], [], domains)
        for ror_id, status, domains in [
            ("1", "active", ["One.org", "shared.org", "same.org"]),
            ("2", "active", ["shared.org"]),
            ("3", "active", ["same.org"]),
            ("3", "inactive", ["old.org"]),
            ("without a sector", "active", ["none.org"]),
            ("1", "active", None),
        ]
    ]
    owners = domain_owners(organisations, {"1": company, "2": school, "3": company})
    assert owners == {"one.org": "industry", "same.org": "industry"}


@pytest.mark.parametrize(
    ("academic", "industrial", "mentions", "sector"),
    [(4, 1, 5, "academia"), (3, 1, 4, None), (4, 0, 8, "academia"), (4, 0, 9, None)],
)
def test_domains_answer_where_they_agree(
    academic: int, industrial: int, mentions: int, sector: str | None
) -> None:
    """Half of the mentions need a known domain, and four in five of these one sector."""
    counts = {"a.edu": academic, "example.org": industrial, "gmail.com": 1}
    listed = [
        Address("a string", domain, count, mentions, "unknown", "none")
        for domain, count in counts.items()
    ]
    assert [row.sector for row in sectors_by_domains(listed, OWNERS)] == [sector] * bool(sector)


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
