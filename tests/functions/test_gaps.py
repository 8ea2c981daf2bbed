"""Bootstraps cover a planted gap between industry and academia; least squares are a library's."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.formula.api import mixedlm, ols

from dbt_project.functions.estimates.gaps import (
    Budget,
    DatedModel,
    Gap,
    Model,
    gap_at,
    gap_with_owner_effects,
    needed_compute,
    pooled_gap,
    team_gaps,
)
from tests.functions.planted import assert_covers, owners_of, rows_of

GAP = 2.0


def models_of(amounts: np.ndarray, owners: np.ndarray) -> list[Model]:
    """Return models of log10 amounts."""
    return rows_of(amount=10.0**amounts, owner=owners.astype(str))


def budget(sizes: np.ndarray, quartiles: tuple[float, float, float] = (1, 1, 1)) -> Budget:
    """Return a budget of log10 sizes, with the quartiles of utilisation."""
    return {"budget": "award", "sizes": sizes.tolist(), "utilization": [*quartiles]}


def gaps(sides: list[np.ndarray], owners: list[np.ndarray] | None = None) -> tuple[Gap, Gap]:
    """Return the gaps of medians and maxima of log10 amounts, with an owner each by default."""
    names = owners or [np.arange(len(side)) for side in sides]
    median, maximum = team_gaps(*map(models_of, sides, names), 1)
    return median, maximum


def test_the_gaps_are_those_of_medians_and_of_maxima() -> None:
    median, maximum = gaps([np.array([24.0, 22, 21]), np.array([21.0, 20, 19, 20])])
    assert (median.statistic, median.value) == ("median", pytest.approx(2))
    assert (maximum.statistic, maximum.value) == ("max", pytest.approx(3))
    assert median[1:3] == (1e22, 1e20)


@pytest.mark.usefixtures("quick")
def test_a_gap_of_models_with_owners_is_covered() -> None:
    """An owner's models deviate together."""
    generator = np.random.default_rng(25)
    hits = 0
    for _ in range(400):
        owners = [owners_of(size, generator) for size in (60, 40)]
        shared = [generator.normal(0, 0.8, 40)[names] for names in owners]
        sides = [
            middle + level + generator.normal(0, 1.2, len(level))
            for middle, level in zip((20 + GAP, 20), shared, strict=True)
        ]
        median, _ = gaps(sides, owners)
        hits += median.ci_low <= GAP <= median.ci_high
    assert_covers(hits, 400)


def test_models_of_fewer_than_three_owners_are_drawn_one_by_one() -> None:
    sides = [np.array([20.0, 21, 22, 24]), np.array([17.0, 18, 19])]
    three, two, each = (
        gaps(sides, [np.array(owners), np.arange(3)])
        for owners in ([0, 0, 1, 2], [0, 0, 1, 1], [0, 1, 2, 3])
    )
    assert two == each
    assert three != each


def test_needs_are_the_median_with_an_interval_and_the_largest_model_without_one() -> None:
    logs = np.array([20, 22, 23, 25])
    median, largest = needed_compute(models_of(logs, logs), [budget(np.array([18, 19, 21]))], 1)
    assert (median.statistic, largest.statistic) == ("median", "largest")
    assert median.value == pytest.approx(np.log10((1e22 + 1e23) / 2) - 19)
    assert median.ci_low <= median.value <= median.ci_high
    assert largest.value == 25 - 19
    assert np.isnan([largest.ci_low, largest.ci_high]).all()


def dated(
    dates: np.ndarray,
    amounts: np.ndarray,
    teams: np.ndarray,
    owners: np.ndarray,
    domain: np.ndarray | None = None,
) -> list[DatedModel]:
    domains = np.zeros(len(dates)) if domain is None else domain
    return rows_of(
        date=dates,
        log10_flop=amounts,
        is_industry=teams.astype(bool),
        owner=owners.astype(str),
        domain=domains.astype(str),
    )


def test_a_gap_over_years_that_rests_on_one_owner_has_no_interval() -> None:
    dates, amounts = np.array([2010.0, 2011, 2012, 2013]), np.array([20.0, 21, 25, 26])
    teams, owners = np.array([0, 0, 1, 1]), np.array([0, 1, 2, 2])
    gap = pooled_gap(dated(dates, amounts, teams, owners))
    assert gap.value == pytest.approx(3)
    assert np.isnan(gap.ci_low)
    assert np.isnan(pooled_gap(dated(dates, amounts, np.ones(4), owners)).value)


def test_trends_of_both_teams_need_two_dates_of_each() -> None:
    """The academic date is near that of the gap, so that rounding could pass for a trend."""
    dates, amounts = np.array([2011.0, 2019.1, 2020.6]), np.array([20.0, 21, 25])
    models = dated(dates, amounts, np.array([0, 1, 1]), np.arange(3))
    assert np.isnan(gap_at(models, 2011.05).value)


def planted_sides(generator: np.random.Generator, gap: float) -> list[DatedModel]:
    """Draw 240 models of 40 owners; academia has a domain of less compute more often."""
    team = generator.random(240) < 0.6
    domain = generator.random(240) < np.where(team, 0.2, 0.7)
    owner = owners_of(240, generator)
    date = generator.uniform(2010, 2024, 240)
    amount = 20 + 0.5 * (date - 2020) + team * (gap + 0.1 * (date - 2020)) - 2.0 * domain
    amount += generator.normal(0, 0.5, 40)[owner] + generator.normal(0, 0.8, 240)
    return dated(date, amount, team, owner, domain)


def test_a_planted_gap_of_one_domain_is_covered_at_its_date() -> None:
    generator, hits = np.random.default_rng(41), 0
    values = []
    for _ in range(300):
        gap = gap_at(planted_sides(generator, 1.5), 2022.0)
        values.append(gap.value)
        hits += gap.ci_low <= 1.7 <= gap.ci_high
    assert np.mean(values) == pytest.approx(1.7, abs=0.05)
    assert 0.92 <= hits / 300 <= 0.99


def test_gaps_agree_with_a_public_package() -> None:
    """Least squares equal statsmodels' own; owner effects are the mixed model's, and near both."""
    models = planted_sides(np.random.default_rng(42), 1.5)
    frame = pd.DataFrame(models)
    frame["team"] = frame["is_industry"].astype(float)
    frame["date"] -= 2022.0
    formula = "log10_flop ~ date * team + C(domain)"
    assert gap_at(models, 2022.0).value == pytest.approx(ols(formula, frame).fit().params["team"])
    mixed = mixedlm(formula, frame, groups=frame["owner"]).fit()
    effects = gap_with_owner_effects(models, 2022.0)
    assert effects.value == pytest.approx(mixed.params["team"], abs=1e-3)
    assert effects.ci_low < 1.7 < effects.ci_high
