"""Intervals by organisation and shares over fixed venues are recomputed from the rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.record.warehouse import Warehouse

VINTAGE = "2026-01-26"


def wilson(share: float, n: float, quantile: float) -> tuple[float, float]:
    middle = share + quantile**2 / (2 * n)
    half = quantile * np.sqrt(share * (1 - share) / n + quantile**2 / (4 * n**2))
    return (middle - half) / (1 + quantile**2 / n), (middle + half) / (1 + quantile**2 / n)


@pytest.mark.parametrize(
    ("team_class", "first", "last", "period"),
    [
        ("industry_only", 2020, 2022, "2020-2022"),
        ("academic_only", 2010, 2014, "2010-2014"),
        ("academic_only", 2023, 2026, "2023-latest"),
    ],
)
def test_a_share_of_models_omits_one_organisation_at_a_time(
    marts: Warehouse, team_class: str, first: int, last: int, period: str
) -> None:
    models = marts.frame(
        "select main_owner, team_class = ? as is_in from intermediate.int_models__populations"
        " where definition = 'notable_compute_known' and vintage = ?"
        " and team_class <> 'unknown' and year between ? and ?",
        [team_class, VINTAGE, first, last],
    )
    share, models_of = models["is_in"].mean(), models.groupby("main_owner").size()
    others = [
        models.loc[models["main_owner"] != owner, "is_in"].mean() - share
        for owner in models_of.index
    ]
    organisations = len(others)
    variance = (organisations - 1) / organisations * np.sum(np.square(others))
    effective = min(len(models), share * (1 - share) / variance)
    degrees = len(models) ** 2 / (models_of**2).sum() - 1
    row = marts.row(
        "select effective_n, degrees, ci_low, ci_high from marts.metrics"
        " where metric = 'model_team_share' and definition = 'notable_compute_known'"
        " and vintage = ? and team_class = ? and period = ?",
        [VINTAGE, team_class, period],
    )
    ends = wilson(share, effective, stats.t.ppf(0.975, degrees))
    assert row == pytest.approx((effective, degrees, *ends), rel=1e-9)


def test_shares_over_fixed_venues_are_a_regression_on_venue_and_year(marts: Warehouse) -> None:
    lists = marts.frame(
        "select panel.venue, panel.year, shares.k, shares.n from marts.venue_panel as panel"
        " inner join marts.metrics as shares on panel.venue = shares.venue"
        " and cast(panel.year as varchar) = shares.period and panel.listed_on = shares.vintage"
        " and panel.source = shares.source"
        " where is_in_panel and panel.source = 'lists' and definition = 'accepted'"
        " and metric = 'any_industry_share' and topic is null and country is null"
    )
    venues = pd.get_dummies(lists["venue"], dtype=float)
    years = pd.get_dummies(lists["year"], dtype=float)
    weights = np.sqrt(lists["n"].to_numpy())
    design = np.hstack([venues, years]) * weights[:, None]
    fit = np.linalg.lstsq(design, lists["k"] / lists["n"] * weights, rcond=None)[0]
    level = lists["n"] @ venues.to_numpy() / lists["n"].sum() @ fit[: venues.shape[1]]
    rows = marts.rows(
        "select cast(period as integer), value from marts.metrics"
        " where metric = 'any_industry_share' and definition = 'accepted_fixed_venues'"
        " and length(period) = 4"
    )
    assert dict(rows) == pytest.approx(
        dict(zip(years.columns, level + fit[venues.shape[1] :], strict=True))
    )
    assert len(rows) == 14
