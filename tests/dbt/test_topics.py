"""Estimates of M12 to M14 recover planted tilts and slopes, and intervals cover them."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import numpy as np
import pandas as pd
import pytest

from dbt_project.functions.estimates.intensity import jackknifed_logit
from dbt_project.functions.estimates.resampling import bootstrap_median
from tests.dbt.rendering import connect, render_model

TOPICS = 40
SEED = 20261124


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as connection:
        yield connection


def plant_tilts(database: duckdb.DuckDBPyConnection, planted: pd.DataFrame) -> None:
    """Plant topics with ``k`` of ``n`` works of industry; each sample of topics is a period."""
    database.register("planted", planted)
    database.execute(
        "create table int_topic_teams as"
        " select 'accepted' as definition, 's' as source, date '2026-01-01' as vintage,"
        " sample as period, date '2020-01-01' as period_start, date '2020-12-31' as period_end,"
        " topic, false as is_area, 'other' as team_class, n as works, k as industry_works,"
        " null::varchar as region, 0 as unlocated_works from planted"
    )
    database.execute(
        "create table int_papers__periods as"
        " select definition, source, vintage, null as venue, period, period_start, period_end,"
        " team_class, unnest(range(works)) < industry_works as has_industry, false as is_year,"
        " 1 as paper_key from int_topic_teams"
    )
    database.execute("create table int_papers__countries (paper_key ubigint, region varchar)")


def tilts(database: duckdb.DuckDBPyConnection, planted: pd.DataFrame) -> pd.DataFrame:
    plant_tilts(database, planted)
    rows = database.execute(render_model("int_topic_tilt")).df()
    return planted.merge(rows, left_on=["sample", "topic"], right_on=["period", "topic"])


def drawn_topics(samples: int, strength: float) -> pd.DataFrame:
    """Draw topics whose industry share varies around 0.3 with the strength of a beta prior."""
    generator = np.random.default_rng(3)
    shape = (samples, TOPICS)
    shares = generator.beta(0.3 * strength, 0.7 * strength, shape)
    n = generator.integers(20, 200, shape)
    sample, topic = np.indices(shape).reshape(2, -1)
    columns = {"n": n, "k": generator.binomial(n, shares), "share": shares}
    planted = pd.DataFrame({name: values.ravel() for name, values in columns.items()})
    return planted.assign(sample=sample.astype(str), topic=topic.astype(str))


def test_planted_tilts_are_covered_and_their_spread_comes_back(
    database: duckdb.DuckDBPyConnection,
) -> None:
    rows = tilts(database, drawn_topics(samples=60, strength=30))
    truth = np.log2(rows["share"] / rows["industry_share"])
    covered = ((rows["ci_low"] <= truth) & (truth <= rows["ci_high"])).mean()
    assert 0.93 <= covered <= 0.97
    assert rows.groupby("sample")["strength"].first().median() == pytest.approx(30, rel=0.2)
    raw = np.log2((rows["k_x"] + 0.5) / (rows["n_x"] + 1) / rows["industry_share"])
    assert ((rows["value"] - truth) ** 2).mean() < ((raw - truth) ** 2).mean()


def test_a_region_is_measured_against_its_own_works(database: duckdb.DuckDBPyConnection) -> None:
    """If industry is rare in all topics of a region, no topic of the region has a tilt."""
    plant_tilts(database, drawn_topics(samples=1, strength=30))
    database.execute(
        "insert into int_papers__periods select * replace (2 as paper_key,"
        " row_number() over () % 10 = 0 as has_industry) from int_papers__periods"
    )
    database.execute("insert into int_papers__countries values (2, 'Here')")
    database.execute(
        "insert into int_topic_teams by name select * replace (works // 10 as industry_works,"
        " 'Here' as region, 3 as unlocated_works) from int_topic_teams"
    )
    rows = database.execute(render_model("int_topic_tilt")).df()
    here = rows[rows["region"] == "Here"]
    assert len(here) == TOPICS
    assert here["industry_share"].unique() == pytest.approx(0.1, abs=0.01)
    assert ((here["ci_low"] < 0) & (here["ci_high"] > 0)).all()
    assert rows[rows["region"].isna()]["value"].abs().mean() > 0.2


def test_topics_that_differ_by_chance_are_drawn_to_none(
    database: duckdb.DuckDBPyConnection,
) -> None:
    rows = tilts(database, drawn_topics(samples=20, strength=1e7))
    raw = np.log2((rows["k_x"] + 0.5) / (rows["n_x"] + 1) / rows["industry_share"])
    assert rows["value"].abs().mean() < 0.3 * raw.abs().mean()


def plant_points(database: duckdb.DuckDBPyConnection, samples: int, slope: float) -> None:
    """Plant academic-only shares that fall with compute, with noise that weights ignore."""
    generator = np.random.default_rng(4)
    x = generator.normal(21, 2, (samples, TOPICS))
    y = 0.5 + slope * (x - 21) + generator.normal(0, 0.08, x.shape)
    sample, topic = np.indices(x.shape).reshape(2, -1)
    planted = pd.DataFrame({"x": x.ravel(), "y": y.ravel(), "sample": sample, "topic": topic})
    planted["n"] = generator.integers(50, 500, len(planted))
    database.register("planted", planted)
    database.execute(
        "create table int_topic_join as"
        " select 'all_models' as variant, 'accepted' as definition, 's' as source,"
        " date '2026-01-01' as vintage, 'e' as compute_source, sample as period,"
        " date '2020-01-01' as period_start, date '2020-12-31' as period_end, topic,"
        " x as intensity, y as academic_share, y as academic_fraction_share, n, true as is_fitted,"
        " null::varchar as region"
        " from planted"
    )


def test_a_planted_slope_over_topics_comes_back_and_is_covered(
    database: duckdb.DuckDBPyConnection,
) -> None:
    plant_points(database, samples=300, slope=-0.03)
    rows = database.execute(render_model("int_topic_slopes")).df()
    rows = rows[rows["counting"] == "full"]
    assert len(rows) == 300
    assert rows["slope"].median() == pytest.approx(-0.03, rel=0.03)
    # A percentile bootstrap of 40 points is slightly too narrow, and is known to cover 93%.
    covered = ((rows["ci_low"] <= -0.03) & (rows["ci_high"] >= -0.03)).mean()
    assert 0.90 <= covered <= 0.97


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


def fit(rows: pd.DataFrame) -> list[float]:
    """Return the plugin's fit on rows grouped by topic and year, as in int_topic_logits."""
    rows = rows.assign(amount=rows["weight"] * rows["academic"])
    cells = rows.groupby(["topic", "year"]).agg(
        x=("x", "first"), weight=("weight", "sum"), amount=("amount", "sum")
    )
    cells = cells.reset_index()
    shares = cells["amount"] / cells["weight"]
    lists = (cells["x"], cells["year"], shares, cells["weight"], cells["topic"])
    return jackknifed_logit(*(list(values) for values in lists))


def test_planted_log_odds_come_back_and_are_covered() -> None:
    generator = np.random.default_rng(5)
    slope, error = np.array([fit(even_works(generator, -0.15)) for _ in range(100)]).T
    assert np.median(slope) == pytest.approx(-0.15, rel=0.05)
    half = 2.0227 * error  # 97.5% quantile of t with 39 degrees of freedom
    assert 0.91 <= (np.abs(slope + 0.15) <= half).mean() <= 0.99


def test_few_uneven_topics_do_not_make_a_slope_look_certain() -> None:
    """One topic has half of the works and lies far from the others, as in 2015 to 2019."""
    generator = np.random.default_rng(9)
    x, sizes = [16.0, *np.linspace(19, 23, 12)], [960, *[80] * 12]
    slope, error = np.array([fit(works(generator, 0.0, x, sizes)) for _ in range(100)]).T
    half = 2.1788 * error  # 97.5% quantile of t with 12 degrees of freedom
    # The interval of a sandwich estimator covers zero in only seven of ten such samples.
    assert 0.91 <= (np.abs(slope) <= half).mean() <= 0.99


def logit(rows: pd.DataFrame) -> float:
    """Return the slope of the weighted works, by Newton's method."""
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
    slope, error = fit(rows)
    without = np.array([logit(rows[rows["topic"] != topic]) for topic in range(TOPICS)])
    assert slope == pytest.approx(logit(rows), rel=1e-6)
    spread = (1 - 1 / TOPICS) * ((without - logit(rows)) ** 2).sum()
    assert error == pytest.approx(spread**0.5, rel=1e-6)


def test_cells_of_one_share_or_that_compute_separates_have_no_error() -> None:
    rows = even_works(np.random.default_rng(7), 0.0)
    assert np.isnan(fit(rows.assign(academic=True))).all()
    assert np.isnan(fit(rows.assign(academic=rows["x"] > 21))).all()


def test_the_interval_of_a_median_covers_it() -> None:
    generator = np.random.default_rng(8)
    ends = np.array([bootstrap_median(list(generator.normal(22, 2, 30)), SEED) for _ in range(300)])
    assert 0.91 <= ((ends[:, 0] <= 22) & (ends[:, 1] >= 22)).mean() <= 0.98
