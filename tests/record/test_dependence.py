"""Intervals by organisation and shares over fixed venues are recomputed from the rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.record.warehouse import Warehouse

VINTAGE = "2026-01-26"


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
