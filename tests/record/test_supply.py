"""What academia has and needs on the published record, counted with pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from orchestration.run.settings import RECORD
from tests.record.warehouse import Warehouse

AWARDS = "awards/2024-05-16_nairr_awards.csv"
# FLOP/s of 16 bits of a unit: A100, three A100, four Quadro RTX 5000, six V100.
PEAKS = {
    "NCSA Delta GPU (Delta GPU)": 312e12,
    "TACC Lonestar6-GPU": 3 * 312e12,
    "TACC Frontera GPU": 4 * 22.3e12,
    "DOE Oak Ridge National Laboratory Summit": 6 * 125e12,
    "TACC Frontera": 0.0,
}
MONTH = 30 * 86400


@pytest.fixture(scope="module")
def awards(models: pd.DataFrame) -> pd.Series:
    """Return the FLOP of each project of known hardware with an accelerator."""
    rows = pd.read_csv(RECORD / AWARDS)
    utilization = models["Hardware utilization (MFU)"].median()
    flop = rows["amount"] * 3600 * rows["resource"].map(PEAKS) * utilization
    projects = flop.groupby(rows["project"]).sum(min_count=1)
    projects[flop.isna().groupby(rows["project"]).any()] = np.nan
    assert (len(projects), projects.isna().sum(), (projects == 0).sum()) == (36, 3, 2)
    return projects[projects > 0]


def test_needs_by_hand_for_two_years(
    marts: Warehouse, models: pd.DataFrame, awards: pd.Series
) -> None:
    gpu = 989.4e12 * MONTH * models["Hardware utilization (MFU)"].median()
    for year in (2024, 2025):
        of_year = models[models["year"] == year].dropna(subset="Training compute (FLOP)")
        flop = of_year["Training compute (FLOP)"]
        budgets = {
            "gpu": gpu,
            "award_median": 10 ** np.log10(awards).median(),
        }
        expected = {
            f"notable_median_{name}": pytest.approx(np.log10(flop.median() / budget))
            for name, budget in budgets.items()
        }
        rows = marts.rows(
            "select definition, value from marts.metrics where metric = 'need_factor'"
            " and period = ? and vintage = '2026-08-19'",
            [str(year)],
        )
        assert dict(rows) == expected


def test_check_values_of_lists_and_awards(marts: Warehouse, awards: pd.Series) -> None:
    """The shares of June 2026 are those of the first look at the lists."""
    shares = marts.rows(
        "select definition, round(100 * value, 1), n from marts.metrics"
        " where metric = 'academic_hpc_share' and period = '2026'"
        " and country is null and region is null order by definition"
    )
    assert shares == [("hpc_listed", 10.0, 500)]
    sizes = marts.rows(
        "select 10 ** value, n, n_unknown from marts.metrics where metric = 'award_size' order by 1"
    )
    median = 10 ** np.log10(awards).median()
    assert sizes == [(pytest.approx(x), 31, 3) for x in (median, awards.max())]
