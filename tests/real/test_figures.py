"""The publishers' data can be published."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.figures import FIGURES
from reports.publication import export
from reports.publish import Publication, publish
from tests.record.test_publication import assert_whole
from tests.reports.edited import edited_marts


@pytest.mark.usefixtures("without_pictures")
def test_publishers_data_give_a_whole_publication(
    real_home: Path, publication: Publication, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Marts in memory are published by this process, whose figures save no pictures.

    Large tables have no CSV, which would take long and is tested on small ones.
    """
    monkeypatch.setattr(export, "LARGEST_CSV", 1_000)
    with edited_marts(real_home / "warehouse" / "publishers.duckdb") as marts:
        publish(marts.connection, folder, publication)
    # The real files have no owners of chips.
    figures = {path.stem for path in folder.glob("figures/*.sql")}
    assert figures == FIGURES.keys() - {"compute_owners"}
    assert_whole(folder)
