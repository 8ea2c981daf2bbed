"""The change log compares the right publications, and its causes add up to each change."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reports.marts.reader import Marts
from reports.publication.change_log import write_change_log
from reports.publish import Publication
from tests.reports.conftest import Warehouse

MODELS = ("model_team_share", "notable_compute_known")


@dataclasses.dataclass
class History:
    """Successive publications of one warehouse."""

    folder: Path
    publication: Publication
    number: int = 0

    def add(self, warehouse: Warehouse, **changes: Any) -> list[dict[str, Any]]:
        """Publish only the files that the change log needs, and return the log."""
        folder = self._new_folder(warehouse, "from marts.metrics")
        publication = dataclasses.replace(self.publication, **changes)
        release = f"release {self.number}"
        write_change_log(Marts(warehouse.connection), folder, publication, release, self.folder)
        manifest = {
            "sources": publication.source_kind,
            "code_version": publication.code_version,
            "inputs": [{"source": "epoch", "sha256": "ab" * 32}],
        }
        (folder / "manifest.json").write_text(json.dumps(manifest))
        log: list[dict[str, Any]] = json.loads((folder / "changes.json").read_text())
        return log

    def add_file(self, warehouse: Warehouse, query: str) -> None:
        """Write what the change log reads of a publication by another version."""
        folder = self._new_folder(warehouse, query)
        manifest = {"sources": self.publication.source_kind, "code_version": "old", "inputs": []}
        (folder / "manifest.json").write_text(json.dumps(manifest))
        (folder / "changes.json").write_text("[]")

    def rows(self) -> list[tuple[Any, ...]]:
        """Return the changed rows of the latest publication."""
        file = max(self.folder.iterdir()) / "changes.csv"
        query = f"select change, period, value_before, value_after from '{file}' order by all"
        return duckdb.sql(query).fetchall()

    def _new_folder(self, warehouse: Warehouse, query: str) -> Path:
        """A folder of a publication with the table that change logs compare."""
        self.number += 1
        folder = self.folder / f"2026010{self.number}T000000Z"
        folder.mkdir(parents=True)
        warehouse.connection.execute(
            f"copy ({query}) to '{folder / 'metrics.parquet'}' (format parquet)"
        )
        return folder


@pytest.fixture
def history(tmp_path: Path, publication: Publication) -> History:
    return History(tmp_path / "published", publication)


def set_academic_models(warehouse: Warehouse, k: int) -> None:
    """Change the number of academic-only models of 2020-2022."""
    warehouse.connection.execute(
        """
        update marts.metrics set k = ?, value = ? / n
        where metric = 'model_team_share' and period = '2020-2022' and team_class = 'academic_only'
        """,
        [k, k],
    )


def test_the_first_entry_is_marked_as_first(full: Warehouse, history: History) -> None:
    log = history.add(full)
    assert [step["is_first"] for step in log] == [True]
    assert log[0]["code_after"] == "abc123"
    assert (log[0]["day"], log[0]["release"]) == ("2026-02-01", "release 1")


def test_equal_numbers_add_no_entry(full: Warehouse, history: History) -> None:
    assert history.add(full) == history.add(full) == history.add(full)


def test_a_publication_with_fewer_columns_is_compared(full: Warehouse, history: History) -> None:
    """A column of the contract that is new since the earlier publication is null there."""
    history.add_file(full, "select * exclude (nominal_low) from marts.metrics")
    set_academic_models(full, 30)
    (step,) = history.add(full)
    assert step["code_before"] == "old"
    assert len(step["moved"]) == 1


def test_rows_that_were_added_removed_or_changed_are_listed(
    full: Warehouse, history: History
) -> None:
    history.add(full)
    assert history.rows() == []
    set_academic_models(full, 31)
    full.connection.execute("delete from marts.metrics where period = '2012' and k = 6")
    full.share(*MODELS, "2030", 5, 10, team_class="academic_only")
    history.add(full)
    expected = [("added", "2030", None, 0.5), ("changed", "2020-2022", 22 / 155, 31 / 155)]
    expected += [("removed", "2012", 0.75, None)]
    assert [row for row in history.rows() if row[0] != "removed"] == expected[:2]
    assert expected[2] in history.rows()
    rows = history.rows()
    history.add(full)
    assert history.rows() == rows


def test_publications_of_other_sources_are_not_compared(full: Warehouse, history: History) -> None:
    history.add(full, sources="record")
    set_academic_models(full, 30)
    assert [step["is_first"] for step in history.add(full)] == [True]


def test_code_or_labels_cause_a_change_on_equal_files(full: Warehouse, history: History) -> None:
    history.add(full)
    history.add(full)
    set_academic_models(full, 31)
    step, first = history.add(full, code_version="def456")
    assert first["is_first"]
    assert (step["code_before"], step["code_after"]) == ("abc123", "def456")
    (moved,) = step["moved"]
    assert moved["what"] == "2020\N{EN DASH}2022, Academic only"
    assert moved["change"] == pytest.approx(9 / 155)
    assert moved["causes"] == [{"cause": "code or labels", "contribution": moved["change"]}]
    assert step["unchanged"] > 10
    assert (step["appeared"], step["disappeared"]) == (0, 0)


def test_a_newer_vintage_is_split_into_its_causes(full: Warehouse, history: History) -> None:
    """The recomputed old vintage separates the effect of code from that of the list."""
    history.add(full)
    set_academic_models(full, 24)  # the code adds 2 of 155
    newer = dt.date(2026, 3, 1)
    for team_class, k in (("academic_only", 30), ("industry_only", 80)):
        full.share(*MODELS, "2020-2022", k, 160, team_class=team_class, vintage=newer)
    full.connection.execute("delete from marts.revision_decomposition")
    parts = {"added": 30 / 160 - 24 / 155 - 0.01, "relabelled": 0.01, "rule": 0.0}
    for cause, contribution in parts.items():
        full.insert("revision_decomposition", definition=MODELS[1], source="epoch",
                    old_vintage="2026-01-26", new_vintage=newer, period="2020-2022",
                    team_class="academic_only", cause=cause, contribution=contribution)  # fmt: skip
    step = history.add(full)[0]
    moved = {number["what"]: number for number in step["moved"]}
    academic = moved["2020\N{EN DASH}2022, Academic only"]
    assert [part["cause"] for part in academic["causes"]] == [
        "code or labels", "added", "relabelled",
    ]  # fmt: skip
    total = sum(part["contribution"] for part in academic["causes"])
    assert total == pytest.approx(academic["change"])
    assert academic["change"] == pytest.approx(30 / 160 - 22 / 155)
    assert academic["causes"][0]["contribution"] == pytest.approx(2 / 155)
    assert (academic["old_vintage"], academic["new_vintage"]) == ("2026-01-26", "2026-03-01")
    industry = moved["2020\N{EN DASH}2022, Industry only"]
    assert [part["cause"] for part in industry["causes"]] == ["newer vintage"]
    # The newer vintage has fewer periods here.
    assert step["disappeared"] > 0


def test_files_of_a_joined_source_are_a_cause(full: Warehouse, history: History) -> None:
    history.add(full)
    full.insert("source_state", shape="other", source="other", metrics=["model_team_share"])
    set_academic_models(full, 30)
    (moved,) = history.add(full)[0]["moved"]
    assert [part["cause"] for part in moved["causes"]] == ["code or labels"]
    full.vintage(snapshot_id="other", source="other", sha256="cd" * 32)
    set_academic_models(full, 31)
    (moved,) = history.add(full)[0]["moved"]
    assert moved["causes"] == [
        {"cause": "code or labels, files of another source", "contribution": moved["change"]}
    ]


def test_other_files_of_the_same_vintage_are_a_cause(full: Warehouse, history: History) -> None:
    history.add(full)
    full.connection.execute("update marts.vintages set sha256 = 'cd'")
    set_academic_models(full, 31)
    (moved,) = history.add(full)[0]["moved"]
    assert [part["cause"] for part in moved["causes"]] == ["files of the same vintage"]
