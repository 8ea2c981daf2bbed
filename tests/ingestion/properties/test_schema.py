"""A heading is mapped or reported as unknown, in any order, case and punctuation."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
from hypothesis import example, given
from hypothesis import strategies as st

from ingestion.landing.csv_file import read_csv_part
from ingestion.landing.json_file import read_array, read_json_part
from ingestion.landing.schema import Column, Input, Part, drift, match_columns, squash

COLUMNS = (
    Column("name", aliases=("Model name", "System"), required=True),
    Column("day", "DATE", ("Day (UTC)",), required=True),
    Column("notes", aliases=("Notes",)),
)
DAY = "2020-01-02"
MARKS = st.text(" _-().'\"\\$é", max_size=1)


@st.composite
def spellings(draw: st.DrawFn, alias: str) -> str:
    """A heading with the letters and digits of an alias."""
    cases = st.sampled_from([str.lower, str.upper])
    return "".join(draw(cases)(letter) + draw(MARKS) for letter in squash(alias))


@st.composite
def heading_lines(draw: st.DrawFn) -> list[str]:
    """The required columns, and further spellings of known and unknown ones, in any order."""
    required = [draw(spellings(draw(st.sampled_from(c.aliases)))) for c in COLUMNS if c.required]
    further = st.sampled_from(["Model name", "System", "Notes", "Surprise"]).flatmap(spellings)
    headings = dict.fromkeys([*required, *draw(st.lists(further, max_size=3))])
    return draw(st.permutations(list(headings)))


def row(headings: list[str]) -> dict[str, str]:
    """Return a row with a day in the column of days, and with the headings elsewhere."""
    return {h: DAY if squash(h) == squash("Day (UTC)") else f"<{h}>" for h in headings}


def landed(connection: duckdb.DuckDBPyConnection, part: Part) -> tuple[object, ...]:
    query = f"select name, day::varchar, notes from ({part.query})"
    (matches,) = connection.execute(query).fetchall()
    return tuple(matches)


def expected(headings: list[str]) -> tuple[object, ...]:
    matches, values = match_columns("file", COLUMNS, headings), row(headings)
    return tuple(values[matches[c.name][0]] if matches[c.name] else None for c in COLUMNS)


@given(headings=heading_lines())
def test_every_heading_is_mapped_once_or_unknown(headings: list[str]) -> None:
    matches = match_columns("file", COLUMNS, headings)
    renamed, missing, unknown = drift(COLUMNS, matches, headings)
    mapped = [names[0] for names in matches.values() if names]
    assert sorted([*mapped, *unknown]) == sorted(headings)
    others = {heading for names in matches.values() for heading in names[1:]}
    assert {squash(heading) for heading in {*unknown} - others} <= {"surprise"}
    assert set(missing) == {name for name, names in matches.items() if not names}
    assert all(squash(heading) == squash(matches[name][0]) for name, heading in renamed.items())


@given(headings=heading_lines())
@example(headings=["system\\", 'day"utc'])
@example(headings=["System", "SYSTEM", "Day (UTC)"])
def test_a_json_record_lands_under_any_spelling(
    connection: duckdb.DuckDBPyConnection, folder: Path, headings: list[str]
) -> None:
    path = folder / "rows.json"
    path.write_text(json.dumps([row(headings)]), encoding="utf-8")
    file = Input(path, "rows.json", folder, connection)
    read_array(file)
    part = read_json_part(file, "rows", COLUMNS)
    # The reader collects the keys of all records in alphabetical order.
    assert landed(connection, part) == expected(sorted(headings))


@given(headings=heading_lines().filter(lambda line: len({h.lower() for h in line}) == len(line)))
def test_a_csv_row_lands_under_any_spelling(
    connection: duckdb.DuckDBPyConnection, folder: Path, headings: list[str]
) -> None:
    path = folder / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, headings)
        writer.writeheader()
        writer.writerow(row(headings))
    part = read_csv_part(Input(path, "rows.csv", folder, connection), "rows", COLUMNS)
    assert landed(connection, part) == expected(headings)
