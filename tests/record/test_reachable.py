"""Models within a budget on the published record, counted with pandas."""

from __future__ import annotations

import pandas as pd

from orchestration.settings import RECORD
from tests.record.warehouse import Warehouse

HARDWARE = "hardware/2026-07-06_ml_hardware.csv"
DEVICES = {"node": 8, "cluster": 384, "national": 5000}


def test_budgets_reach_the_models_that_a_count_of_the_files_finds(
    marts: Warehouse, models: pd.DataFrame
) -> None:
    table = pd.read_csv(RECORD / HARDWARE).set_index("Hardware name")
    peak = table.loc["NVIDIA H100 SXM5 80GB", "Tensor-FP16/BF16 performance (FLOP/s)"]
    quartiles = models["Hardware utilization (MFU)"].quantile([0.25, 0.5, 0.75])
    levels = dict(zip(("low", "central", "high"), quartiles, strict=True))
    rows = marts.rows(
        "select budget, utilization_level, period, k, n, n_unknown from marts.reachable_shares"
        " inner join (select distinct definition, budget from marts.compute_budgets)"
        " using (definition)"
        " where definition like 'notable_classed%fixed' and team_class is null"
        " and vintage = '2026-08-19'"
    )
    assert len(rows) == 3 * 3 * 17
    for budget, level, period, k, n, n_unknown in rows:
        flop = models.loc[models["year"] == int(period), "Training compute (FLOP)"]
        budget_flop = DEVICES[budget] * peak * 30 * 86400 * levels[level]
        counts = (int((flop <= budget_flop).sum()), flop.notna().sum(), flop.isna().sum())
        assert (k, n, n_unknown) == counts


def test_the_check_values_of_budgets(marts: Warehouse) -> None:
    shares = marts.rows(
        "select definition, k, n from marts.metrics where metric = 'reachable_share'"
        " and period = '2025' and team_class is null and definition like 'notable_classed%of_year'"
        " and vintage = '2026-08-19' order by 1"
    )
    assert shares == [
        ("notable_classed_cluster_of_year", 7, 40),
        ("notable_classed_national_of_year", 32, 40),
        ("notable_classed_node_of_year", 2, 40),
    ]
    halves = marts.rows(
        "select definition, state, year, year_low, year_high from marts.reachable_halves"
        " where definition like 'notable_classed%of_year' and team_class is null"
        " and vintage = '2026-08-19' and utilization_level = 'central' order by 1"
    )
    assert halves == [
        ("notable_classed_cluster_of_year", "in_data", 2024, 2024, 2024),
        ("notable_classed_national_of_year", "not_yet", None, 2027, None),
        ("notable_classed_node_of_year", "in_data", 2021, 2019, 2023),
    ]
