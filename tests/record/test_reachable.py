"""Models within a budget on the published record, counted with pandas."""

from __future__ import annotations

import pandas as pd

from orchestration.run.settings import RECORD
from tests.record.warehouse import Warehouse

HARDWARE = "hardware/2026-07-06_ml_hardware.csv"
EARLIER = ("epoch/2026-01-26_notable_ai_models.csv", "epoch/2025-12-27_all_ai_models.csv")
DEVICES = {"node": 8, "cluster": 384, "national": 5000}


def with_bases(models: pd.DataFrame) -> pd.Series:
    """Give a model at least the compute of its base, on its list or on the newest one before it."""

    def keys(names: pd.Series) -> pd.Series:
        return names.str.lower().str.replace(r"[^a-z0-9]", "", regex=True)

    lists = [models, *(pd.read_csv(RECORD / name) for name in EARLIER)]
    named = pd.concat(lists).assign(key=lambda rows: keys(rows["Model"]))
    compute = named.drop_duplicates("key").set_index("key")["Training compute (FLOP)"]
    bases = models["Base model"].str.split(r" *, *", regex=True).explode().dropna()
    largest = keys(bases).map(compute).groupby(level=0).max().reindex(models.index)
    flop = models["Training compute (FLOP)"]
    return flop.where(~(largest > flop), largest)


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
    with_base = with_bases(models)
    for budget, level, period, k, n, n_unknown in rows:
        flop = with_base[models["year"] == int(period)]
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
        ("notable_classed_node_of_year", 1, 40),
    ]
    halves = marts.rows(
        "select definition, half_state, half_year, half_year_low, half_year_high"
        " from marts.reachable_shares"
        " where definition like 'notable_classed%of_year' and team_class is null"
        " and vintage = '2026-08-19' and utilization_level = 'central'"
        " and period = last_year::varchar order by 1"
    )
    assert halves == [
        ("notable_classed_node_of_year", "in_data", 2020, 2019, 2023),
    ]
