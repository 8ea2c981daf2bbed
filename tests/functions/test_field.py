"""The share of a field of which some venues are listed."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit, logit

from dbt_project.functions.estimates.field import (
    SharedWorks,
    Span,
    field_shares,
    field_spans,
    share_of_editions,
)
from dbt_project.functions.estimates.field_model import Edition, VenueList, fit_field

VENUES, YEARS = 12, range(2016, 2024)
SPANS = [Span("old", 2016, 2019), Span("new", 2021, 2023)]
OFFSETS = {"publisher": ("printed", 0.07), "compiler": ("assigned", 0.3)}


def planted_field(generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return accepted papers and those in the class, by venue and year."""
    level = generator.normal(-0.2, 0.35, (VENUES, 1))
    walks = generator.normal(0, 0.1, (VENUES + 1, len(YEARS))).cumsum(axis=1)
    logits = level + walks[0] + 0.6 * walks[1:] + generator.normal(0, 0.05, walks[1:].shape)
    accepted = (150 * np.exp(generator.normal(0, 0.8, (VENUES, len(YEARS))))).astype(int) + 30
    return accepted, generator.binomial(accepted, expit(logits))


def seen(k: float, n: float, offset: float) -> float:
    """Return how many works a list has in the class, if its labels shift the logit."""
    return float(n * expit(np.log((k + 0.5) / (n - k + 0.5)) + offset))


def planted_lists(
    accepted: np.ndarray, cases: np.ndarray, generator: np.random.Generator
) -> tuple[list[VenueList], list[tuple[VenueList, VenueList]]]:
    """Return lists of half of the venues; two sources list some venues both."""
    offset = {name: generator.normal(0, scale) for name, (_, scale) in OFFSETS.items()}
    lists, pairs = [], []
    for venue in generator.choice(VENUES, VENUES // 2, replace=False):
        sources = list(OFFSETS) if venue < 4 else [str(generator.choice(list(OFFSETS)))]
        for place, year in enumerate(YEARS):
            n, k = float(accepted[venue, place]), cases[venue, place]
            both = []
            for name in sources:
                listed = seen(k, n, offset[name] + generator.normal(0, 0.05))
                both.append(VenueList(f"v{venue}", year, name, OFFSETS[name][0], 0, listed, n, n))
            lists += both
            pairs += [(both[0], both[1])] if len(both) > 1 else []
    return lists, pairs


def test_the_share_of_a_field_is_covered() -> None:
    """Half of the venues have lists, of two sources with errors of their own.

    An interval of 95% that covers 95 of 100 has errors of 1 in units of its standard deviation.
    """
    generator = np.random.default_rng(41)
    hits, errors = [], []
    for _ in range(40):
        accepted, cases = planted_field(generator)
        lists, pairs = planted_lists(accepted, cases, generator)
        field = [
            Edition(f"v{venue}", year, float(accepted[venue, place]))
            for venue in range(VENUES)
            for place, year in enumerate(YEARS)
        ]
        fit = fit_field(lists, pairs, field)
        rows = field_shares(fit, SPANS, 0)
        for row, years in zip(rows, (slice(0, 4), slice(5, 8)), strict=True):
            truth = cases[:, years].sum() / accepted[:, years].sum()
            hits.append(row.ci_low <= truth <= row.ci_high)
            errors.append((row.value - truth) / (row.ci_high - row.ci_low) * 2 * 1.96)
    assert np.mean(hits) >= 0.93
    assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(0.95, abs=0.15)


def one_list(k: float, n: float = 200) -> VenueList:
    return VenueList("a", 2022, "publisher", "printed", 0, k, n, n)


@pytest.mark.parametrize("k", [0.0, 100.0])
def test_one_list_of_one_venue_is_its_share(k: float) -> None:
    field = [Edition("a", 2022, 200)]
    (row,) = field_shares(fit_field([one_list(k)], [], field), [Span("new", 2020, 2023)])
    assert row.value == pytest.approx(k / 200, abs=0.006)
    assert 0 < row.ci_low < row.value < row.ci_high < 1
    assert (row.papers, row.covered, row.unknown, row.n) == (200, 1, 0, 200)


def test_too_little_has_no_share() -> None:
    """A third of the papers must be listed, and 100 works have a known class."""
    field = [Edition("a", 2022, 200), Edition("b", 2022, 401), Edition("b", 2010, 50)]
    spans = [Span("new", 2022, 2022), Span("old", 2010, 2010), Span("none", 1990, 1990)]
    few = VenueList("b", 2010, "publisher", "printed", 0, 20, 50, 50)
    rows = field_shares(fit_field([one_list(100), few], [], field), spans)
    assert [row.value for row in rows] == [None] * 3
    assert [row.covered for row in rows] == pytest.approx([200 / 601, 1, 0])
    assert field_shares(fit_field([], [], field), spans)[0].value is None


def test_pairs_correct_a_source() -> None:
    """Another venue's works have shares of 60% by a compiler, and 50% as printed."""
    listed = VenueList("a", 2022, "compiler", "assigned", 0, 120, 200, 200)
    pairs = [
        (
            VenueList("x", year, "compiler", "assigned", 0, 600, 1000, 1000),
            VenueList("x", year, "publisher", "printed", 0, 500, 1000, 1000),
        )
        for year in (2019, 2020, 2021)
    ]
    field, spans = [Edition("a", 2022, 200)], [Span("new", 2022, 2022)]
    alone, corrected = (
        field_shares(fit_field([listed], of, field), spans)[0] for of in ([], pairs)
    )
    assert alone.value == pytest.approx(0.6, abs=0.01)
    assert corrected.value == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(("printed", "level"), [(100, "publisher"), (99, "site")])
def test_half_of_an_edition_in_print_comes_before_all_of_it_by_profile(
    printed: float, level: str
) -> None:
    lists = [
        VenueList("a", 2016, "site", "profile", 4, 80, 200, 200),
        VenueList("a", 2016, "publisher", "printed", 0, printed / 5, printed, printed),
    ]
    fit = fit_field(lists, [], [Edition("a", 2016, 200)])
    assert fit.levels["a", 2016].source == level


def test_profiles_are_corrected_by_their_age() -> None:
    """Each year of age of the profiles has moved the logit by 0.1; a young list is as printed."""
    logit_of = {age: float(1000 * expit(0.1 * age)) for age in (0, 2, 4, 6, 8)}
    pairs = [
        (
            VenueList("x", 2020 - age, "site", "profile", age, k, 1000, 1000),
            VenueList("x", 2020 - age, "publisher", "printed", 0, 500, 1000, 1000),
        )
        for age, k in logit_of.items()
    ]
    field, spans = [Edition("a", 2016, 1000)], [Span("old", 2016, 2016)]
    listed = VenueList("a", 2016, "site", "profile", 4, logit_of[4], 1000, 1000)
    (share,) = field_shares(fit_field([listed], pairs, field), spans)
    assert share.value == pytest.approx(0.5, abs=0.01)


def test_a_trend_goes_on_and_fades() -> None:
    """Four venues rise by 0.15 a year on the logit scale until 2019, and have no list after."""
    years = range(2008, 2020)
    rising = {year: float(2000 * expit(-1.5 + 0.15 * (year - 2008))) for year in years}
    lists = [
        VenueList(f"v{venue}", year, "publisher", "printed", 0, k, 2000, 2000)
        for venue in range(4)
        for year, k in rising.items()
    ]
    field = [Edition("v0", year, 2000) for year in (*years, *range(2020, 2024))]
    fit = fit_field(lists, [], field)
    logits = {
        key: logit(share_of_editions(fit, of_one).value)
        for key, of_one in zip(fit.editions, np.eye(len(fit.editions)), strict=True)
    }
    steps = [logits["v0", year] - logits["v0", year - 1] for year in range(2020, 2024)]
    assert 0.06 < steps[0] < 0.15
    assert steps == sorted(steps, reverse=True)


def test_a_period_that_is_cut_has_the_name_of_its_years_unless_it_has_no_end() -> None:
    """A period of a single year of which a third of the papers are listed is that year."""
    field = [Edition("a", year, 90) for year in (2020, 2022, 2023)]
    listed = {2020: 90.0, 2022: 30.0, 2023: 29.0}
    works = [
        SharedWorks("m", None, "a", year, "s", "printed", 0, 0, "s", "printed", 0, 0, n, n)
        for year, n in listed.items()
    ]
    years = [Span(str(year), year, year) for year in (2019, 2021, 2023)]
    longer = [
        Span("all", 0, 9999),
        Span("2020-2022", 2020, 2022),
        Span("2019-2024", 2019, 2024),
        Span("2021-latest", 2021, 9999),
        Span("2022-latest", 2022, 9999),
    ]
    assert field_spans(works, field, years + longer) == [
        Span("2021", 2021, 2021),
        Span("2021-latest", 2021, 2022),
        Span("2020-2022", 2020, 2022),
        Span("2019-2022", 2019, 2022),
        Span("2023", 2023, 2023),
    ]
