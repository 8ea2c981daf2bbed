"""The generic test ``shape`` names each rule that a row breaks, and passes good rows."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pytest

from tests.dbt.rendering import generic_test


@dataclass(frozen=True)
class Parent:
    """A table as ``ref`` returns it."""

    identifier: str

    def __str__(self) -> str:
        return self.identifier


ARGUMENTS = {
    "grain": ["definition", "period"],
    "not_null": ["n", "definition"],
    "unique": ["code"],
    "accepted_values": {"team": ["academia", "industry"]},
    "relationships": {"definition": Parent("definitions")},
}
KEPT = [
    ("notable", "2020", 1, "a", "academia"),
    ("notable", None, 2, None, "industry"),
    ("all", "2020", 3, None, None),
]


def broken(rows: list[tuple[object, ...]], **arguments: object) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        connection.execute("create table definitions (definition varchar)")
        connection.execute("insert into definitions values ('notable'), ('all'), (null)")
        columns = "definition varchar, period varchar, n integer, code varchar, team varchar"
        connection.execute(f"create table tested ({columns})")
        connection.executemany("insert into tested values (?, ?, ?, ?, ?)", rows)
        query = generic_test("shape")("tested", **arguments)
        return sorted(connection.execute(query).fetchall())


def test_rows_that_keep_all_rules_pass() -> None:
    assert broken(KEPT, **ARGUMENTS) == []


@pytest.mark.parametrize(
    ("row", "rule", "example"),
    [
        (
            ("notable", None, 9, "b", "academia"),
            "definition, period: not unique",
            "definition notable, period null",
        ),
        (
            ("all", "2021", None, "b", "academia"),
            "n is null",
            "definition all, period 2021, team academia",
        ),
        (("all", "2021", 9, "a", "academia"), "code is not unique", "code a"),
        (
            ("all", "2021", 9, "b", "both"),
            "team is not one of academia, industry",
            "definition all, period 2021, team both",
        ),
        (
            ("large", "2021", 9, "b", "academia"),
            "definition is not in definitions",
            "definition large, period 2021, team academia",
        ),
    ],
)
def test_a_row_that_breaks_a_rule_is_named(
    row: tuple[object, ...], rule: str, example: str
) -> None:
    assert broken([*KEPT, row], **ARGUMENTS) == [(rule, 1, example)]


def test_a_grain_of_one_column_has_no_null() -> None:
    assert broken(KEPT, grain=["period"]) == [
        ("period is null", 1, "period null"),
        ("period: not unique", 1, "period 2020"),
    ]
