"""Awards of computing time by NAIRR and ACCESS, one row for each resource of a project.

The feeds name persons, and have titles and abstracts. None of these is stored, not even in the
bytes of a snapshot: ``facts`` reduces a page of a feed to the columns of the table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from ingestion.landing.csv_file import csv_reader
from ingestion.landing.schema import Column, Rule, Source, date_rule

COLUMNS = (
    Column("feed", aliases=("feed",), required=True, filled=True),
    Column("project", aliases=("project",), required=True, filled=True),
    Column("institution", aliases=("institution",), required=True, filled=True),
    Column("field", aliases=("field",), required=True),
    Column("begins", "DATE", ("begins",), required=True),
    Column("ends", "DATE", ("ends",), required=True),
    Column("resource", aliases=("resource",), required=True, filled=True),
    Column("units", aliases=("units",), required=True),
    Column("amount", "DOUBLE", ("amount",), required=True),
)
HEADINGS = [column.name for column in COLUMNS]
FEEDS = {
    "nairr": "https://submit-nairr.xras.org/current-projects.json",
    "access": "https://allocations.access-ci.org/current-projects.json",
}
DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%y", "%m/%d/%Y")


class _Resource(msgspec.Struct, rename="camel"):
    """A resource of a project; NAIRR has ``amount``, and ACCESS ``allocation``."""

    resource_name: str | None = None
    resource_units: str | None = None
    units: str | None = None
    amount: str | float | None = None
    allocation: str | float | None = None


class _Project(msgspec.Struct, rename="camel"):
    """A project, without the fields that name or quote a person."""

    request_number: str | None = None
    project_id: int | str | None = None
    pi_institution: str | None = None
    fos: str | None = None
    begin_date: str | None = None
    end_date: str | None = None
    resources: list[_Resource] | None = None


class Page(msgspec.Struct):
    """A page of a feed, and the number of pages."""

    projects: list[_Project]
    pages: int


def facts(feed: str, page: Page) -> Iterator[dict[str, str]]:
    """Yield a row for each resource of a project; a project without one has an empty resource."""
    for project in page.projects:
        for resource in project.resources or [_Resource()]:
            amounts = (resource.amount, resource.allocation)
            amount = next((value for value in amounts if value is not None), "")
            cells = (
                feed,
                project.request_number or str(project.project_id or ""),
                project.pi_institution,
                project.fos,
                _date(project.begin_date),
                _date(project.end_date),
                resource.resource_name,
                resource.resource_units or resource.units,
                str(amount),
            )
            yield dict(zip(HEADINGS, ((cell or "").strip() for cell in cells), strict=True))


def _date(text: str | None) -> str:
    """Return a date of a feed in ISO 8601; another text stays, so that its row is set aside."""
    for form in DATE_FORMATS:
        try:
            return dt.datetime.strptime(text or "", form).date().isoformat()
        except ValueError:
            continue
    return text or ""


SOURCE = Source(
    name="awards",
    table="awards",
    publisher="NAIRR and ACCESS",
    homepage="https://submit-nairr.xras.org/current-projects",
    licence="none declared: facts of public programmes, without persons and texts",
    citation="NAIRR pilot and ACCESS, lists of current projects, xras.org and access-ci.org.",
    # The feeds list current projects only, so the stored days are the history.
    refresh_days=1,
    first_fetch="about 360 calls, 2 MB",
    globs=("awards/*awards.csv",),
    columns=COLUMNS,
    read=csv_reader("awards", COLUMNS),
    rules=(
        Rule(f"feed not in {tuple(FEEDS)}", ("feed",), f"must be one of {', '.join(FEEDS)}"),
        Rule("amount <= 0 or amount > 1e12", ("amount",), "must be above 0, and at most 1e12"),
        Rule("ends < begins", ("begins", "ends"), "must not end before it begins"),
        date_rule("begins", 2015, "3 years"),
    ),
    # A project may have two awards of a resource, but not in the same words.
    grain=("feed", "project", "resource", "coalesce(units, '')", "begins", "ends", "amount"),
    # A project can be listed before it has a resource.
    max_set_aside=0.3,
    pause=0.2,
    notice="the feeds have no licence; persons, titles and abstracts are left out before storage",
)
