"""The share of a field: a fixed population of papers, estimated from lists of some venues (M10)."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np
from scipy.special import expit, logit

from dbt_project.functions.estimates.arrays import Booleans, Floats
from dbt_project.functions.estimates.field_model import (
    Edition,
    FieldFit,
    Key,
    Pairs,
    VenueList,
    fit_field,
)
from dbt_project.functions.estimates.intervals import NORMAL_975, Estimate
from dbt_project.functions.estimates.series import turn

LEAST_COVERED = 1 / 3
LEAST_WORKS = 100
OPEN = 9999  # the last year of a period without an end
# These are no parts of a whole: teams with a company, those of public research without one, and
# those with any university.
OVERLAPPING = (None, "public_research", "any_university")


class SharedWorks(NamedTuple):
    """Works of known class that two lists of an edition both have, or that one list has.

    Of these ``n`` works, ``k`` are in a team class on the first list, and ``other_k`` on the other.
    The first list has ``works`` in all. The other columns are those of ``VenueList``.
    """

    metric: str
    team_class: str | None
    venue: str
    year: int
    source: str
    affiliations: str
    age: float
    k: float
    other_source: str
    other_affiliations: str
    other_age: float
    other_k: float
    n: float
    works: float


class Span(NamedTuple):
    """A period, from its first to its last year."""

    period: str
    first_year: int
    last_year: int


class FieldShare(NamedTuple):
    """The share of the field in a period with its 95% predictive interval; None if few are listed.

    Of its accepted ``papers``, the part ``covered`` is listed, the part ``unknown`` is listed
    without a known class, and ``n`` have a known class on the lists that give levels: of an
    edition, at most the papers that it accepted, because a list can have other tracks.
    """

    period: str
    first_year: int
    last_year: int
    papers: float
    covered: float
    unknown: float
    n: float
    value: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None


class FieldDifference(NamedTuple):
    """The share of a period minus that of an earlier one, with its 95% predictive interval.

    ``is_turn`` marks the year at which the series of years turns, beside the last year.
    """

    base_period: str
    period: str
    value: float
    ci_low: float
    ci_high: float
    is_turn: bool


class EditionShare(NamedTuple):
    """The share that the model states of an edition, listed or not."""

    venue: str
    year: int
    share: float


class FieldEstimate(NamedTuple):
    """The shares of a team class in the field, or of industry if it is None, and differences.

    ``levels`` are the lists that give the level of an edition. The share of a period is the mean of
    those of its ``editions``, weighted by accepted papers, but for the mean of the logit over the
    points and the division of the classes by their sum.
    """

    metric: str
    team_class: str | None
    levels: list[VenueList]
    editions: list[EditionShare]
    shares: list[FieldShare]
    differences: list[FieldDifference]


def field_estimates(
    works: list[SharedWorks], field: list[Edition], periods: list[Span]
) -> list[FieldEstimate]:
    """Return the shares of each team class in the years and periods of the field (M10, M11)."""
    groups: dict[tuple[str, str | None], list[SharedWorks]] = defaultdict(list)
    for row in works:
        groups[row.metric, row.team_class].append(row)
    spans = field_spans(works, field, periods)
    fits = {key: fit_field(*lists_and_pairs(rows), field) for key, rows in groups.items()}
    shares = {key: field_shares(fit, spans) for key, fit in fits.items()}
    classes = [key for key in fits if key[1] not in OVERLAPPING]
    shares |= zip(classes, of_one([shares[key] for key in classes]), strict=True)
    return [
        FieldEstimate(
            *key,
            list(fit.levels.values()),
            shares_of_editions(fit),
            told,
            field_differences(fit, told),
        )
        for key, fit in fits.items()
        for told in [shares[key]]
    ]


def shares_of_editions(fit: FieldFit) -> list[EditionShare]:
    """Return the mean share of each edition over the points of the scales."""
    shares = (fit.chances @ fit.shares).tolist()
    return [EditionShare(*key, share) for key, share in zip(fit.editions, shares, strict=True)]


def lists_and_pairs(works: list[SharedWorks]) -> tuple[list[VenueList], Pairs]:
    """Return the lists of a team class, and its pairs of lists."""
    both = [_lists(row) for row in works]
    lists = [one for one, other in both if one.source == other.source]
    return lists, [(one, other) for one, other in both if one.source != other.source]


def _lists(row: SharedWorks) -> tuple[VenueList, VenueList]:
    venue, year, n = row.venue, row.year, row.n
    return (
        VenueList(venue, year, row.source, row.affiliations, row.age, row.k, n, row.works),
        VenueList(
            venue, year, row.other_source, row.other_affiliations, row.other_age, row.other_k, n, n
        ),
    )


def field_spans(works: list[SharedWorks], field: list[Edition], periods: list[Span]) -> list[Span]:
    """Return the years and the periods of the field, in the order of their last years.

    A period ends with the last year of which a third of the papers are listed, and has the name of
    its years. One without an end keeps its name, which links to its numbers have for years. One
    that is cut to a single year is left to that year.
    """
    listed = _listed(works, field)
    end = max((year for year, part in listed.items() if part >= LEAST_COVERED), default=0)
    listed_years = range(min(listed, default=0), max(listed, default=0) + 1)
    years = [s for s in periods if s.first_year == s.last_year and s.first_year in listed_years]
    longer = [_until(end, s) for s in periods if 0 < s.first_year < min(s.last_year, end)]
    return sorted([*longer, *years], key=lambda span: (span.last_year, -span.first_year))


def _listed(works: list[SharedWorks], field: list[Edition]) -> dict[int, float]:
    """Return the part of the accepted papers that is listed, of each year with a list."""
    longest: dict[Key, float] = defaultdict(float)
    for row in works:
        longest[row.venue, row.year] = max(longest[row.venue, row.year], row.works)
    listed: dict[int, float] = defaultdict(float)
    accepted: dict[int, float] = defaultdict(float)
    for one in field:
        listed[one.year] += min(longest[one.venue, one.year], one.accepted)
        accepted[one.year] += one.accepted
    return {year: papers / accepted[year] for year, papers in listed.items() if papers > 0}


def _until(end: int, span: Span) -> Span:
    if span.last_year <= end:
        return span
    name = span.period if span.last_year == OPEN else f"{span.first_year}-{end}"
    return Span(name, span.first_year, end)


def field_shares(
    fit: FieldFit, spans: list[Span], least_covered: float = LEAST_COVERED
) -> list[FieldShare]:
    """Return the share of the papers of a field in each span."""
    return [_field_share(fit, span, least_covered) for span in spans]


def _field_share(fit: FieldFit, span: Span, least_covered: float) -> FieldShare:
    is_in = _is_in(fit, span)
    papers = np.where(is_in, fit.papers, 0)
    accepted = dict(zip(fit.editions, papers.tolist(), strict=True))
    lists = [(one, accepted[key]) for key, one in fit.levels.items()]
    listed = sum(min(one.works, most) for one, most in lists)
    n = sum(min(one.n, most) for one, most in lists)
    total = max(float(papers.sum()), 1)
    unknown = min(float(fit.unknown[is_in].sum()) / total, 1)
    share = FieldShare(*span, float(papers.sum()), listed / total, unknown, n)
    if share.covered < least_covered or n < LEAST_WORKS:
        return share
    value, low, high = share_of_editions(fit, papers)
    return share._replace(value=value, ci_low=low, ci_high=high)


def share_of_editions(fit: FieldFit, papers: Floats) -> Estimate:
    """Return the share of some papers of each edition (C).

    At each point of the scales, the variance of its logit is that of the delta method.
    """
    weights = papers / papers.sum()
    shares = fit.shares @ weights
    variances = _variances(fit, weights) / (shares * (1 - shares)) ** 2
    mean, error = _over_points(fit, logit(shares), variances)
    reach = NORMAL_975 * error
    return Estimate(*expit([mean, mean - reach, mean + reach]).tolist())


def _variances(fit: FieldFit, weights: Floats) -> Floats:
    """Return the variance of a weighted sum of the shares of editions at each point (P)."""
    slopes = weights * fit.shares * (1 - fit.shares)
    return np.array([s @ c @ s for s, c in zip(slopes, fit.covariances, strict=True)])


def _over_points(fit: FieldFit, means: Floats, variances: Floats) -> tuple[float, float]:
    """Return mean and standard deviation, from those at each point of the scales (P)."""
    mean = fit.chances @ means
    return float(mean), float(np.sqrt(fit.chances @ (variances + (means - mean) ** 2)))


def of_one(classes: list[list[FieldShare]]) -> list[list[FieldShare]]:
    """Divide the shares of classes in each span by their sum, which is nearly one.

    Each class is estimated by itself.
    """
    totals = [sum(row.value or 0 for row in rows) for rows in zip(*classes, strict=True)]
    return [[_divided(*pair) for pair in zip(rows, totals, strict=True)] for rows in classes]


def _divided(row: FieldShare, total: float) -> FieldShare:
    if row.value is None or row.ci_low is None or row.ci_high is None:
        return row
    low, high = row.ci_low / total, row.ci_high / total
    return row._replace(value=row.value / total, ci_low=low, ci_high=high)


def field_differences(fit: FieldFit, shares: list[FieldShare]) -> list[FieldDifference]:
    """Return the differences of the last year from each earlier one, and of the last period.

    Years share lists, venues and the trend, so their errors are taken jointly.
    """
    told = [share for share in shares if share.value is not None]
    years = [share for share in told if share.first_year == share.last_year]
    periods = [share for share in told if share.first_year < share.last_year]
    place = _turn(fit, years)
    return [
        _difference(fit, old, series[-1], is_turn=series is years and number == place)
        for series in (years, periods)
        for number, old in enumerate(series[:-1])
        if old.last_year < series[-1].first_year
    ]


def _difference(
    fit: FieldFit, old: FieldShare, new: FieldShare, *, is_turn: bool
) -> FieldDifference:
    value, error = _told(new) - _told(old), _error(fit, old, new)
    low, high = value - NORMAL_975 * error, value + NORMAL_975 * error
    return FieldDifference(old.period, new.period, value, low, high, is_turn)


def _turn(fit: FieldFit, years: list[FieldShare]) -> int | None:
    since = (
        [
            [(_told(year) - _told(end)) / _error(fit, year, end) for year in years[1:-1]]
            for end in (years[0], years[-1])
        ]
        if len(years) > 2
        else [[], []]
    )
    place = turn(*since)
    return None if place is None else place + 1


def _told(share: FieldShare) -> float:
    return share.value or 0.0


def _error(fit: FieldFit, old: FieldShare, new: FieldShare) -> float:
    """Return the standard error of the difference of two shares."""
    papers = [np.where(_is_in(fit, span), fit.papers, 0) for span in (old, new)]
    contrast = papers[1] / papers[1].sum() - papers[0] / papers[0].sum()
    return _over_points(fit, fit.shares @ contrast, _variances(fit, contrast))[1]


def _is_in(fit: FieldFit, span: Span | FieldShare) -> Booleans:
    """Return whether each edition is in a span (C)."""
    return np.array([span.first_year <= year <= span.last_year for _, year in fit.editions])
