"""Rows of a reader take the place of ours, and a wrong one is refused with its row."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.errors import IngestionError
from orchestration.cli.what_if import merge, run, tables
from orchestration.run import news
from orchestration.run.settings import ROOT, Settings

Write = Callable[[str, str | bytes], Path]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A copy of the code with the folders of its tables only."""
    for path, _ in tables().values():
        (tmp_path / "code" / path.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
    return tmp_path / "code"


def test_a_row_replaces_ours_with_its_key_or_is_new_or_removes_ours(
    write: Write, code: Path
) -> None:
    """A label has a row for each sector, and one row of a reader stands for all of them."""
    labels = tables()["sector_label"][0]
    several = "industry - academia collaboration"
    text = f"label,sector,remove\n{several},academia,\nfoundation,nonprofit,\nother,,yes\n"
    rules = write("rules/sector_label.csv", text).parent
    assert merge(rules, code) == [
        f"sector_label.csv: 2 rows in place of 3 of our {len(rows_of(labels))}"
    ]
    kept = [row for row in rows_of(labels) if row["label"] not in (several, "other")]
    new = [{"label": several, "sector": "academia"}, {"label": "foundation", "sector": "nonprofit"}]
    assert rows_of(code / labels.relative_to(ROOT)) == [*kept, *new]


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("alias", "alias\nInria\n", "alias.csv: no table of ours has this name: choose one of "),
        ("editions", "venue,year\nicml,2020\n", "correct the heading line to venue,year,accepted,"),
        (
            "sector_keyword",
            "pattern,scope,sector,priority,note\nlab,word,academia,1,\nca,word,academia,many,\n",
            "column 'priority', row 2: 'many' is not bigint: correct it",
        ),
        (
            "topic_term",
            "topic,term,place,entity,is_exclusion,remove\nno_topic,a,,,,yes\n",
            "row 1: write 'yes' only where a row of ours has this topic, term, is_exclusion",
        ),
        (
            "sector_label",
            "label,sector,remove\nother,,no\n",
            "column 'remove', row 1: write 'yes' only where",
        ),
    ],
)
def test_a_row_that_cannot_be_in_its_table_is_refused(
    write: Write, code: Path, name: str, text: str, sentence: str
) -> None:
    rules = write(f"rules/{name}.csv", text).parent
    with pytest.raises(IngestionError, match=r".*") as error:
        merge(rules, code)
    assert sentence in str(error.value)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home with a result of an earlier call, in which nothing else has to run."""
    (tmp_path / "home" / "what-if" / "mine").mkdir(parents=True)
    (tmp_path / "home" / "what-if" / "mine" / "notes.txt").write_text("two weeks of work")
    monkeypatch.setattr(news, "is_published", lambda _: True)
    monkeypatch.setattr(news, "CODE", ())
    return Settings(tmp_path / "home", "record")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("home/what-if/mine", "is inside .*: move your rules to another folder"),
        ("home", "is inside"),
        ("mine", "holds no CSV file"),
        ("/", "holds no CSV file"),
    ],
)
def test_no_file_that_a_person_made_is_deleted(
    settings: Settings, tmp_path: Path, name: str, reason: str
) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(IngestionError, match=reason):
        run(settings, tmp_path / name)
    (kept,) = (path for path in settings.home.rglob("*") if path.is_file())
    assert kept.read_text() == "two weeks of work"
    assert [path.name for path in (settings.home / "what-if").iterdir()] == ["mine"]
