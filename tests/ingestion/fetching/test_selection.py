"""The rules of selections and of credentials."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.errors import IngestionError
from ingestion.fetching.credentials import credential
from ingestion.fetching.selection import FILE, SOURCES, nothing_selected, read_selection
from tests.ingestion.selections import select


def test_selected_rows_keep_all_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    select(monkeypatch, tmp_path, "hub", "account,on,note\nacme,yes,a\nuni,no,b\n")
    assert read_selection("hub") == [{"account": "acme", "on": "yes", "note": "a"}]


@pytest.mark.parametrize(
    ("text", "row"), [("account,on\nacme,yes\nuni,maybe\n", 2), ("account\nacme\n", 1)]
)
def test_a_row_that_is_neither_on_nor_off_is_an_error(
    text: str, row: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    select(monkeypatch, tmp_path, "hub", text)
    message = rf"ingestion/sources/hub/selection\.csv, column 'on', row {row}: write yes or no"
    with pytest.raises(IngestionError, match=message):
        read_selection("hub")


@pytest.mark.parametrize("source", sorted(path.parent.name for path in SOURCES.glob(f"*/{FILE}")))
def test_the_selections_of_the_project_are_valid(source: str) -> None:
    assert read_selection(source)


def test_the_error_without_a_selected_row_names_the_file() -> None:
    message = str(nothing_selected("hub"))
    assert message == "no row of ingestion/sources/hub/selection.csv is on"


def test_a_credential_has_no_surrounding_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", " token\n")
    assert credential("HF_TOKEN") == "token"
    monkeypatch.delenv("HF_TOKEN")
    assert credential("HF_TOKEN") == ""
