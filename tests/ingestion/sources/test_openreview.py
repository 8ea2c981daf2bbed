"""A clone of the archive gives the profiles of an edition, as the archive does."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.credentials import OPENREVIEW_SWITCH
from ingestion.sources.openreview.source import SOURCE
from tests.builders import stored
from tests.contract.sites import edition
from tests.ingestion.sources.refreshes import refreshing


def test_a_clone_is_read_without_a_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, content in edition(1).items():
        path = tmp_path / "clone" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    with refreshing("openreview", tmp_path) as source:
        monkeypatch.setenv(OPENREVIEW_SWITCH, str(tmp_path / "clone"))
        run = source.refresh()
        assert (run.state, run.calls) == ("complete", 0)
        columns = "distinct venue, year, authors, affiliations, positions, track, affiliations_are"
        assert stored(source.raw, SOURCE, columns) == [
            ("nips", 2024, "-;-", "Example Inc.+MIT;", "Engineer+PhD student;", "main", "profile")
        ]


def test_a_folder_that_is_no_clone_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with refreshing("openreview", tmp_path) as source:
        monkeypatch.setenv(OPENREVIEW_SWITCH, str(tmp_path / "none"))
        run = source.refresh()
        assert run.state == "degraded"
        assert "must be yes, or a clone with authors/" in run.reason
