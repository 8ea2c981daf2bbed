"""The record's reduced lists say what the full lists say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.run.settings import RECORD_SOURCES, Settings

LISTS = """
with whole as (
    select * replace (coalesce(team_class, 'industry') as team_class)
    from whole.intermediate.int_field_lists where source = 'papercopilot' and source = other_source
),
reduced as (
    select * replace (coalesce(team_class, 'industry') as team_class)
    from reduced.intermediate.int_field_lists
    where source = 'Paper Copilot' and source = other_source
)
select
    greatest(abs(whole.k - reduced.k), abs(whole.n - reduced.n)),
    (whole.works, whole.affiliations) = (reduced.works, reduced.affiliations)
from whole full join reduced using (venue, year, metric, team_class)
"""
# Other lists of a venue and year count for the record's companies too.
COMPANIES = """
with alone as (
    select venue, year
    from reduced.intermediate.int_papers
    where source = 'lists'
    group by venue, year
    having min(listed_by) = 'Paper Copilot' and max(listed_by) = 'Paper Copilot'
)
select whole.works, whole.n, reduced.works, reduced.n
from whole.intermediate.int_company_papers as whole
full join reduced.intermediate.int_company_papers as reduced using (venue, year, company)
where (venue, year) in (from alone)
"""


@pytest.fixture
def both(real_home: Path, record_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse of the full lists as ``whole``, and the record's as ``reduced``."""
    record = Settings(record_home, RECORD_SOURCES).warehouse
    with duckdb.connect() as connection:
        connection.execute(
            f"attach '{real_home / 'warehouse' / 'publishers.duckdb'}' as whole (read_only);"
            f"attach '{record}' as reduced (read_only)"
        )
        yield connection


def test_a_reduced_list_has_the_cases_of_its_list(both: duckdb.DuckDBPyConnection) -> None:
    rows = both.execute(LISTS).fetchall()
    assert len(rows) > 500
    assert set(rows) == {(0, True)}


def test_a_reduced_list_has_the_companies_of_its_list(both: duckdb.DuckDBPyConnection) -> None:
    """But not those that a string names beside a university."""
    rows = both.execute(COMPANIES).fetchall()
    assert len(rows) > 1000
    assert all((row[2] or 0) <= row[0] and (row[3] or row[1]) == row[1] for row in rows)
    assert sum(row[2] or 0 for row in rows) > 0.95 * sum(row[0] for row in rows)
