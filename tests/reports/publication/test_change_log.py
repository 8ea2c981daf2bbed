"""The change log compares the right publications, and its causes add up to each change."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reports.marts.sources import snapshots
from reports.publication.change_log import write_change_log
from reports.publish import Publication
from tests.reports.edited import Edited, edited_marts

NEWEST, NEWER = "2026-08-19", "2026-10-01"
SHARE = (
    "metric = 'model_team_share' and definition = 'notable_classed'"
    f" and vintage = '{NEWEST}' and period = '2020-2022' and team_class = "
)


@dataclasses.dataclass
class History:
    """Successive publications of one warehouse."""

    folder: Path
    publication: Publication
    number: int = 0

    def add(self, record: Edited, **changes: Any) -> list[dict[str, Any]]:
        """Publish only the files that the change log needs, and return the log."""
        folder = self._new_folder(record, "from marts.metrics")
        publication = dataclasses.replace(self.publication, **changes)
        release = f"release {self.number}"
        write_change_log(record.marts, folder, publication, release, self.folder)
        manifest = {
            "sources": publication.source_kind,
            "code_version": publication.code_version,
            "inputs": [
                {name: row[name] for name in ("source", "sha256")}
                for row in snapshots(record.marts)
            ],
        }
        (folder / "manifest.json").write_text(json.dumps(manifest))
        log: list[dict[str, Any]] = json.loads((folder / "changes.json").read_text())
        return log

    def add_file(self, record: Edited, query: str) -> None:
        """Write what the change log reads of a publication by another version."""
        folder = self._new_folder(record, query)
        manifest = {"sources": self.publication.source_kind, "code_version": "old", "inputs": []}
        (folder / "manifest.json").write_text(json.dumps(manifest))
        (folder / "changes.json").write_text("[]")

    def rows(self) -> list[tuple[Any, ...]]:
        """Return the changed rows of the latest publication."""
        file = max(self.folder.iterdir()) / "changes.csv"
        query = f"select change, period, value_before, value_after from '{file}' order by all"
        with duckdb.connect() as connection:
            return connection.execute(query).fetchall()

    def _new_folder(self, record: Edited, query: str) -> Path:
        """A folder of a publication with the table that change logs compare."""
        self.number += 1
        folder = self.folder / f"2026010{self.number}T000000Z"
        folder.mkdir(parents=True)
        record.connection.execute(
            f"copy ({query}) to '{folder / 'metrics.parquet'}' (format parquet)"
        )
        return folder


@pytest.fixture
def record(warehouse: Path) -> Iterator[Edited]:
    """The marts of the record, with the estimates of one metric."""
    with edited_marts(warehouse) as marts:
        marts.connection.execute(
            "drop view marts.metrics; create table marts.metrics as"
            " from record.marts.metrics where metric = 'model_team_share'"
        )
        yield marts


@pytest.fixture
def history(tmp_path: Path, publication: Publication) -> History:
    return History(tmp_path / "published", publication)


def set_academic_models(record: Edited, k: int) -> None:
    """Change the number of academic-only models of 2020-2022."""
    record.edit(
        f"update marts.metrics set k = ?, value = ? / n where {SHARE} 'academic_only'", [k, k]
    )


def test_a_publication_with_fewer_columns_is_compared(record: Edited, history: History) -> None:
    """A column of the contract that is new since the earlier publication is null there."""
    history.add_file(record, "select * exclude (nominal_low) from marts.metrics")
    set_academic_models(record, 30)
    (step,) = history.add(record)
    assert step["code_before"] == "old"
    assert len(step["moved"]) == 1


def test_rows_that_were_added_removed_or_changed_are_listed(
    record: Edited, history: History
) -> None:
    history.add(record)
    assert history.rows() == []
    set_academic_models(record, 31)
    record.copy("metrics", "'2030' as period, 0.5 as value", f"{SHARE} 'academic_only'")
    record.edit(f"delete from marts.metrics where {SHARE} 'other'")
    history.add(record)
    expected = [("added", "2030", None, 0.5), ("changed", "2020-2022", 25 / 220, 31 / 220)]
    expected += [("removed", "2020-2022", 19 / 220, None)]
    assert history.rows() == expected
    history.add(record)
    assert history.rows() == expected


def test_publications_of_other_sources_are_not_compared(record: Edited, history: History) -> None:
    history.add(record, sources="record")
    set_academic_models(record, 30)
    assert [step["is_first"] for step in history.add(record)] == [True]


def test_code_or_labels_cause_a_change_on_equal_files(record: Edited, history: History) -> None:
    history.add(record)
    history.add(record)
    set_academic_models(record, 31)
    step, first = history.add(record, code_version="def456")
    assert first["is_first"]
    assert (step["code_before"], step["code_after"]) == ("abc123", "def456")
    (moved,) = step["moved"]
    assert moved["what"] == "2020\N{EN DASH}2022, Universities alone"
    assert moved["change"] == pytest.approx(6 / 220)
    assert moved["causes"] == [{"cause": "code or labels", "contribution": moved["change"]}]
    assert step["unchanged"] > 10
    assert (step["appeared"], step["disappeared"]) == (0, 0)


def test_a_newer_vintage_and_code_are_causes_of_their_own(record: Edited, history: History) -> None:
    """The recomputed old vintage separates the effect of code from that of the list."""
    history.add(record)
    set_academic_models(record, 27)  # the code adds 2 of 220
    for team_class, k in (("academic_only", 30), ("industry_only", 80)):
        changes = f"date '{NEWER}' as vintage, {k} as k, 160 as n, {k} / 160 as value"
        record.copy("metrics", changes, f"{SHARE} '{team_class}'")
    record.edit("update marts.metrics set is_latest = vintage = ?", [NEWER])
    step = history.add(record)[0]
    moved = {number["what"]: number for number in step["moved"]}
    academic = moved["2020\N{EN DASH}2022, Universities alone"]
    assert academic["change"] == pytest.approx(30 / 160 - 25 / 220)
    assert academic["causes"] == [
        {"cause": "code or labels", "contribution": pytest.approx(2 / 220)},
        {"cause": "newer vintage", "contribution": pytest.approx(30 / 160 - 27 / 220)},
    ]
    assert (academic["old_vintage"], academic["new_vintage"]) == (NEWEST, NEWER)
    industry = moved["2020\N{EN DASH}2022, Companies alone"]
    assert [part["cause"] for part in industry["causes"]] == ["newer vintage"]
    # The newer vintage has fewer periods here.
    assert step["disappeared"] > 0


def test_other_files_of_the_same_vintage_are_a_cause(record: Edited, history: History) -> None:
    history.add(record)
    record.edit("update marts.vintages set sha256 = 'cd'")
    set_academic_models(record, 31)
    (moved,) = history.add(record)[0]["moved"]
    assert [part["cause"] for part in moved["causes"]] == ["files of the same vintage"]
