"""A fetcher declares whether its files land together or one by one."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from ingestion import refresh
from ingestion.fetching.request import Fetcher, RefreshRequest, RefreshRun
from ingestion.landing.files import SourceFile
from ingestion.landing.snapshots import connect, snapshots
from ingestion.sources.epoch.source import SOURCE
from tests.builders import csv_text, model, source_file

GOOD, BAD = "epoch/notable_ai_models.csv", "epoch/all_ai_models.csv"


def fetch(_source: Any, _raw: Any, folder: Path, *_: Any) -> Generator[SourceFile]:
    for name, text in ((GOOD, csv_text([model()])), (BAD, "no column that is known\n1\n")):
        path = folder / Path(name).name
        path.write_text(text)
        yield source_file(path, name)


@pytest.mark.parametrize(("lands_together", "landed"), [(True, []), (False, [GOOD])])
def test_an_invalid_file_keeps_out_only_the_files_that_land_with_it(
    lands_together: bool, landed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refresh, "fetchers", lambda _: (Fetcher(fetch, lands_together),))
    run = RefreshRun(lambda _: None)
    with connect() as connection:
        refresh.refresh(connection, SOURCE, tmp_path, RefreshRequest(), run)
    assert run.state == "degraded"
    assert [snapshot.file for snapshot in snapshots(tmp_path, SOURCE)] == landed
