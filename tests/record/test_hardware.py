"""Peaks of training hardware on the published record, recomputed with pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from orchestration.settings import RECORD
from tests.record.warehouse import Warehouse

MODELS = "epoch/2026-01-26_notable_ai_models.csv"
HARDWARE = "hardware/2026-07-06_ml_hardware.csv"
TEAMS = {"Industry": "industry_only", "Academia": "academic_only", "unknown": "unknown"}


@pytest.fixture(scope="module")
def models() -> pd.DataFrame:
    """Return models since 2020 by team, with the peak of their only kind of hardware."""
    table = pd.read_csv(RECORD / HARDWARE).set_index("Hardware name")
    tensor = table["Tensor-FP16/BF16 performance (FLOP/s)"]
    slower = table[[name for name in table if name.startswith(("FP16", "FP32"))]].max(axis=1)
    models = pd.read_csv(RECORD / MODELS)
    labels = models["Organization categorization"].fillna("unknown").str.split(",")
    year = pd.to_datetime(models["Publication date"]).dt.year
    return models.assign(
        team=[TEAMS.get(label[0]) if set(label) == {label[0]} else None for label in labels],
        period=np.where(year >= 2023, "2023-latest", "2020-2022"),
        device=models["Training hardware"].map(tensor.fillna(slower)),
    ).loc[(year >= 2020)]


@pytest.mark.parametrize("period", ["2020-2022", "2023-latest"])
@pytest.mark.parametrize("measure", ["device", "setup"])
def test_gaps_of_hardware_are_those_of_the_files(
    marts: Warehouse, models: pd.DataFrame, measure: str, period: str
) -> None:
    times = models["Hardware quantity"] if measure == "setup" else 1
    subset = models.assign(peak=models["device"] * times)[models["period"] == period]
    peaks = subset.groupby("team")["peak"].agg(["count", "median"])
    both = peaks.loc["industry_only"], peaks.loc["academic_only"]
    rows = marts.rows(
        "select n_industry_only, n_academic_only, value, n_unknown, hardware_vintage::varchar"
        " from marts.metrics inner join marts.training_hardware_gaps"
        " using (definition, source, vintage, period)"
        " where definition = ? and vintage = '2026-01-26' and period = ?",
        [f"notable_{measure}_peak_median", period],
    )
    unknown = (subset["team"] == "unknown") | (subset["team"].notna() & subset["peak"].isna())
    assert rows == [
        (
            *(team["count"] for team in both),
            pytest.approx(np.log10(both[0]["median"] / both[1]["median"])),
            unknown.sum(),
            "2026-07-06",
        )
    ]


def test_what_is_lacking_is_told_of_every_model(marts: Warehouse) -> None:
    rows = marts.rows(
        "select lacks, count(*) from marts.training_hardware where vintage = '2026-08-19'"
        " group by lacks order by lacks nulls first"
    )
    assert rows == [
        (None, 206),
        ("hardware", 684),
        ("match", 16),
        ("performance", 2),
        ("quantity", 126),
        ("single_kind", 16),
    ]
