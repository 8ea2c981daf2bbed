"""The publishers' data can be published, and give the answer of their date."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.figures import FIGURES
from reports.publication import export
from reports.publish import Publication, publish
from tests.record.test_publication import assert_whole
from tests.record.warehouse import Warehouse
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
    # The real files have no owners of chips and no supercomputers.
    figures = {path.stem for path in folder.glob("figures/*.sql")}
    assert figures == FIGURES.keys() - {
        "compute_owners", "academic_hpc_countries", "academic_hpc_share",
    }  # fmt: skip
    assert_whole(folder)


def test_academic_only_teams_on_the_list_of_january_2026(marts: Warehouse) -> None:
    cases = marts.rows(
        "select period, k, n from marts.metrics where metric = 'model_team_share'"
        " and definition = 'notable_compute_known' and team_class = 'academic_only'"
        " and vintage = '2026-01-26'"
        " and period in ('2010-2014', '2023-latest', '2023', '2024', '2025') order by period"
    )
    assert cases == [
        ("2010-2014", 29, 42),
        ("2023", 10, 65),
        ("2023-latest", 11, 147),
        ("2024", 1, 48),
        ("2025", 0, 34),
    ]
