"""Planted slopes over topics come back, and intervals cover them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dbt_project.functions.estimates.slopes import Slope, logit_slope, weighted_line
from tests.functions.planted import rows_of

TOPICS = 40


def test_a_planted_slope_over_topics_comes_back_and_is_covered() -> None:
    """Noise has the same spread in all topics, which weights ignore."""
    generator = np.random.default_rng(4)
    lines = []
    for _ in range(300):
        x = generator.normal(21, 2, TOPICS)
        y = 0.5 - 0.03 * (x - 21) + generator.normal(0, 0.08, TOPICS)
        weights = generator.integers(50, 500, TOPICS)
        lines.append(weighted_line(rows_of(x=x, y=y, weight=weights), 1))
    assert np.median([line.slope for line in lines]) == pytest.approx(-0.03, rel=0.03)
    # A percentile bootstrap of 40 points is slightly too narrow, and is known to cover 93%.
    covered = np.mean([line.ci_low <= -0.03 <= line.ci_high for line in lines])
    assert 0.90 <= covered <= 0.97


def test_the_line_is_that_of_numpy() -> None:
    x, weight = np.array([1, 2, 4, 5]), np.array([3, 1, 2, 7])
    y = x**2
    line = weighted_line(rows_of(x=x, y=y, weight=weight), 1)
    slope, intercept = np.polyfit(x, y, 1, w=np.sqrt(weight))
    assert line.slope == pytest.approx(slope)
    assert line.mean_y == pytest.approx(intercept + slope * line.mean_x)


def works(
    generator: np.random.Generator, slope: float, x: list[float], sizes: list[int]
) -> pd.DataFrame:
    """Draw works of topics in 4 years, academic-only by a logistic law with noise by topic."""
    effect = generator.normal(0, 0.2, len(x))
    topic = np.repeat(np.arange(len(x)), sizes)
    year = generator.integers(2019, 2023, len(topic))
    compute = np.asarray(x)[topic]
    odds = 0.2 + slope * (compute - 21) + effect[topic] - 0.2 * (year - 2020)
    academic = generator.uniform(size=len(topic)) < 1 / (1 + np.exp(-odds))
    weight = generator.choice([1, 1 / 2, 1 / 3], len(topic))
    columns = {"x": compute, "year": year, "academic": academic, "weight": weight, "topic": topic}
    return pd.DataFrame(columns)


def even_works(generator: np.random.Generator, slope: float) -> pd.DataFrame:
    return works(generator, slope, list(generator.normal(21, 2, TOPICS)), [60] * TOPICS)


def fit(rows: pd.DataFrame) -> Slope:
    """Return the fit on rows that are grouped by topic and year."""
    rows = rows.assign(part=rows["weight"] * rows["academic"])
    cells = rows.groupby(["topic", "year"], as_index=False).agg(
        x=("x", "first"), weight=("weight", "sum"), part=("part", "sum")
    )
    return logit_slope(cells.assign(share=cells["part"] / cells["weight"]).to_dict("records"))


def fits(samples: list[pd.DataFrame]) -> np.ndarray:
    """Return slope, low and high of each sample."""
    return np.array([fit(rows) for rows in samples], dtype=float).T


def test_planted_log_odds_come_back_and_are_covered() -> None:
    generator = np.random.default_rng(5)
    slope, low, high = fits([even_works(generator, -0.15) for _ in range(100)])
    assert np.median(slope) == pytest.approx(-0.15, rel=0.05)
    assert 0.91 <= ((low <= -0.15) & (high >= -0.15)).mean() <= 0.99


def test_few_uneven_topics_do_not_make_a_slope_look_certain() -> None:
    """One topic has half of the works and lies far from the others, as in 2015 to 2019."""
    generator = np.random.default_rng(9)
    x, sizes = [16.0, *np.linspace(19, 23, 12)], [960, *[80] * 12]
    _, low, high = fits([works(generator, 0.0, x, sizes) for _ in range(100)])
    # The interval of a sandwich estimator covers zero in only seven of ten such samples.
    assert 0.91 <= ((low <= 0) & (high >= 0)).mean() <= 0.99


def logit(rows: pd.DataFrame) -> float:
    """Return the slope of the weighted works, one row each, by Newton's method."""
    years = (rows["year"].to_numpy()[:, None] == np.unique(rows["year"])).astype(float)
    design = np.column_stack([rows["x"] - 21, years])
    weight, academic = rows["weight"].to_numpy(), rows["academic"].to_numpy()
    beta = np.zeros(design.shape[1])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-design @ beta))
        bread = np.linalg.inv((design * (weight * chance * (1 - chance))[:, None]).T @ design)
        beta = beta + bread @ design.T @ (weight * (academic - chance))
    return float(beta[0])


def test_the_error_is_that_of_the_jackknife_over_topics_of_works() -> None:
    rows = even_works(np.random.default_rng(6), -0.15)
    without = np.array([logit(rows[rows["topic"] != topic]) for topic in range(TOPICS)])
    whole = logit(rows)
    spread = (1 - 1 / TOPICS) * ((without - whole) ** 2).sum()
    reach = 2.0226909 * spread**0.5  # 97.5% quantile of t with 39 degrees of freedom
    assert fit(rows) == pytest.approx((whole, whole - reach, whole + reach), rel=1e-6)


def test_cells_of_one_share_or_that_compute_separates_have_no_slope() -> None:
    rows = even_works(np.random.default_rng(7), 0.0)
    assert fit(rows.assign(academic=True)).slope is None
    assert fit(rows.assign(academic=rows["x"] > 21)).slope is None
