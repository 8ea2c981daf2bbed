"""Lists of a user are classified row by row, or refused by row."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import duckdb
import pytest

from dbt_project.functions.affiliations.register import Label, Organisation
from ingestion.errors import IngestionError
from orchestration.cli.classify import classify, read_strings, registered

# The strings are repeated, empty, of two lines, or like a comment.
ODD = ["#Google", "", "MIT", "Intel\nSanta Clara", "MIT", 'the "ETH"', "ETH and Google"]
FIELDS = (
    "affiliation,sectors,has_academia,has_industry,has_government,has_nonprofit,has_other_sector,"
    "organisation,ror_id,country_code,evidence,confidence\n"
)
NOTHING = ",unknown,false,false,false,false,false,,,,none,\n"
BOTH = "ETH and Google,academia+industry,true,true,false,false,false,ETH Zurich,,CH,alias:eth +"


def test_every_row_of_a_file_is_answered_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "user's own"
    folder.mkdir()
    strings, out = folder / "in put.csv", folder / "out put.csv"
    with strings.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("id", "affiliation"), *enumerate(ODD)])
    assert classify(strings, out) == len(ODD)
    text = out.read_text(encoding="utf-8")
    assert [row["affiliation"] for row in csv.DictReader(io.StringIO(text))] == ODD
    lines = text.splitlines(keepends=True)
    assert (lines[0], lines[2]) == (FIELDS, NOTHING)
    assert lines[-1].startswith(BOTH)


def organisations(path: Path, rows: int) -> None:
    """Write a warehouse with some organisations of ROR."""
    with duckdb.connect(str(path)) as warehouse:
        warehouse.execute(
            "create schema staging; create table staging.stg_ror__organizations as select"
            " 'https://ror.org/1' as ror_id, 'A' as name, 'CH' as country_code,"
            " ['education'] as types, [{'value': 'A', 'is_acronym': true}] as names,"
            f" 2026 as vintage from range({rows})"
        )


def test_ror_is_found_in_the_newest_warehouse_that_has_it(tmp_path: Path) -> None:
    """A user who ran once with `SOURCES` has ROR, and need not name `SOURCES` again."""
    assert registered(tmp_path) == []
    for age, (name, rows) in enumerate([("old", 2), ("publishers", 1), ("record", 0)]):
        organisations(tmp_path / f"{name}.duckdb", rows)
        os.utime(tmp_path / f"{name}.duckdb", (age, age))
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    label = Label(value="A", is_acronym=True)
    found = Organisation("https://ror.org/1", "A", "CH", ["education"], [label])
    assert registered(tmp_path) == [found]
    (tmp_path / "broken.duckdb").write_text("being written", encoding="utf-8")
    with pytest.raises(IngestionError, match=r"broken\.duckdb: cannot be read"):
        registered(tmp_path)


def test_a_file_without_the_column_is_refused(tmp_path: Path) -> None:
    """The other rules are those of ``ingestion``, which has their tests."""
    strings = tmp_path / "strings.csv"
    strings.write_text("id;affiliation\n1;MIT\n")
    with pytest.raises(IngestionError, match=r"strings\.csv.*: name a column 'affiliation'"):
        read_strings(strings)


@pytest.mark.parametrize("out", [".", "no folder/out.csv", "/dev/null", "strings.csv", "link.csv"])
def test_nothing_that_exists_is_replaced(tmp_path: Path, out: str) -> None:
    strings = tmp_path / "strings.csv"
    strings.write_text("affiliation\nMIT\n", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to("missing")
    with pytest.raises(IngestionError, match=r"it exists: name a new file|cannot be written"):
        classify(strings, tmp_path / out)
    assert strings.read_text(encoding="utf-8") == "affiliation\nMIT\n"


def test_only_the_named_file_is_written(tmp_path: Path) -> None:
    (strings := tmp_path / ".out.csv.new").write_text("affiliation\nMIT\n", encoding="utf-8")
    classify(strings, tmp_path / "out.csv")
    assert {path.name for path in tmp_path.iterdir()} == {strings.name, "out.csv"}
    assert strings.read_text(encoding="utf-8") == "affiliation\nMIT\n"


def test_no_spreadsheet_runs_a_cell(tmp_path: Path) -> None:
    formulas = ["=1+1", "+1", "-2+3", "@SUM(1)", "\t=1", "\uff1d1", "\ufeff=1", " =1"]
    strings, out = (tmp_path / name for name in ("in.csv", "out.csv"))
    with strings.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["affiliation"], *([text] for text in formulas)])
    classify(strings, out)
    with out.open(encoding="utf-8", newline="") as stream:
        assert [row["affiliation"] for row in csv.DictReader(stream)] == [f"'{f}" for f in formulas]
