"""A user's own list of papers becomes teams, as the README of the source promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.errors import IngestionError
from tests.builders import csv_text, list_of_a_user
from tests.integration.installation import Installation

PAPER = {"title": "A", "venue": "robots", "year": "2024", "authors": "", "affiliations": ""}


def test_the_example_and_a_list_without_authors_become_teams(tmp_path: Path) -> None:
    home = Installation(tmp_path)
    home.add("lists/2026-01-01_robots.csv", list_of_a_user())
    without = [{**PAPER, "year": year, "affiliations": "MIT;Google"} for year in ("2022", "2023")]
    home.add("lists/2026-01-01_unnamed.csv", csv_text(without))
    home.build("--select", "+int_papers__teams")
    teams = home.query(
        "select title, year, author_count, team_class, is_team_complete, academia_authors,"
        " industry_authors from intermediate.int_papers"
        " inner join intermediate.int_papers__teams using (paper_key) order by year desc, title"
    )
    both = "academia_industry"
    assert teams == [
        ("A gripper that learns", 2024, 2, both, True, 1.0, 1.0),
        ("A map of the floor", 2024, 3, both, False, 1.0, 1.0),
        ("Walking, slowly", 2024, 2, both, True, 1.5, 0.5),
        ("A", 2023, None, both, False, None, None),
        ("A", 2022, None, both, False, None, None),
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"year": "1850"}, "row 1: must be between 1950 and 2 years after the file's vintage"),
        ({"venue": ""}, "column 'venue'.*row 1: must have a value"),
        ({"title": " "}, "row 1: must have a title"),
    ],
)
def test_a_list_without_a_good_row_is_refused(
    tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    home = Installation(tmp_path)
    with pytest.raises(IngestionError, match=message):
        home.add("lists/robots.csv", csv_text([PAPER | changes]))
