"""The share of a field: a fixed population of papers, estimated from lists of some venues.

A multilevel model on the logit scale (Gelman and Hill 2007, Data analysis using regression and
multilevel models, chapters 12 to 14), with random walks as Gaussian processes (Rasmussen and
Williams 2006, Gaussian processes for machine learning, chapters 2 and 5). All standard deviations
are on the logit scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from math import log
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit
from threadpoolctl import threadpool_limits

from dbt_project.functions.estimates.arrays import Floats, Integers
from dbt_project.functions.estimates.changes import ChangePart, parts_of_change
from dbt_project.functions.estimates.intervals import NORMAL_975

LEAST_COVERED, LEAST_WORKS = 1 / 3, 100
# Half-t priors of the scales (Gelman 2006, Prior distributions for variance parameters in
# hierarchical models): a venue, a year's step of the field, and of a venue, an edition.
SCALES, DEGREES = np.array([0.4, 0.12, 0.08, 0.08]), 4
INTERCEPT = 2.5
# A source by what it lists, a list of it, and profiles for a year of age: of all lists, and of one.
# Measured on works that two lists have: python -m tests.bench.field.
SOURCES = {"printed": 0.07, "assigned": 0.3, "profile": 0.15}
LIST, PROFILE, PROFILE_OF_LIST = 0.05, 0.15, 0.07
# Variance of the labels of a list over its binomial variance: half the part of works that two lists
# label differently, over p(1 - p), is 0.19 at AAAI 2021 and IJCAI 2020.
LABELS = 0.2
# A list with e times the official count, or 1/e of it: with other tracks, 1.6 times as many papers
# of NAACL 2022 moved its share of industry by 0.16.
SELECTION = 0.35
PASSES, RADIUS = 3, 2.4


class VenueList(NamedTuple):
    """A source's list of an edition: ``k`` of ``n`` works of known class are in the class.

    Affiliations are ``printed`` on the papers, ``assigned`` by others, or from a ``profile`` that
    is ``age`` years younger than the edition. The age of others is 0.
    """

    venue: str
    year: int
    source: str
    affiliations: str
    age: float
    k: float
    n: float
    works: float


class Edition(NamedTuple):
    """A venue and year of the field, with the official number of accepted papers."""

    venue: str
    year: int
    accepted: float


class Span(NamedTuple):
    """A period, from its first to its last year."""

    period: str
    first_year: int
    last_year: int


class FieldShare(NamedTuple):
    """The share of the field in a period with its 95% predictive interval; None if few are listed.

    ``covered`` is the share of the period's papers that are listed, ``n`` their number with a known
    class, and ``venues`` the number of venues with a list.
    """

    period: str
    value: float | None
    ci_low: float | None
    ci_high: float | None
    covered: float
    n: float
    venues: int


Key = tuple[str, int]
Pairs = list[tuple[VenueList, VenueList]]


class _Model(NamedTuple):
    """C editions; R rows: one for each list that is a level, then one for each pair of lists.

    The squared scales multiply ``kernels``, the covariances of editions (4 x C x C), and ``rows``,
    those of their rows (4 x R x R). ``place`` (R x C) has the edition of a level, ``offsets``
    (R x R) the covariance by sources and lists.
    """

    accepted: Floats
    kernels: Floats
    rows: Floats
    place: Floats
    offsets: Floats
    k: Floats
    n: Floats
    other_k: Floats  # that of the list itself for a level


class _Rows(NamedTuple):
    """Logits of the rows, their noise (R x R), and the sampling of editions (C)."""

    logits: Floats
    noise: Floats
    sampling: Floats


class FieldFit(NamedTuple):
    """The lists of a field, and what they say of its C editions at P points of the scales.

    ``shares`` (P x C) are expected shares, ``covariances`` (P x C x C) are of their logits, and
    ``papers`` (C) are accepted, 0 outside the field. Without a list, all are NaN.
    """

    editions: list[Key]
    papers: Floats
    levels: dict[Key, VenueList]
    chances: Floats
    shares: Floats
    covariances: Floats


def fit_field(lists: list[VenueList], pairs: Pairs, field: list[Edition]) -> FieldFit:
    """Fit the model of a field.

    Lists of venues outside the field are left out. A pair is two lists of one edition, each with
    its ``k`` of the ``n`` works that both have; pairs of any venue tell how sources differ. The
    list of an edition that is nearest to its official count gives its level, and the other lists
    count through their pairs only.
    """
    accepted = {(one.venue, one.year): one.accepted for one in field}
    levels = _levels(lists, accepted)
    editions = sorted(accepted.keys() | levels.keys())
    papers = np.array([accepted.get(edition, 0) for edition in editions], float)
    posterior = (np.ones(1), *np.full((2, 1, len(editions)), np.nan))
    if levels:
        # Threads of linear algebra stall on shared processors.
        with threadpool_limits(1):
            posterior = _posterior(_model(editions, accepted, levels, pairs))
    return FieldFit(editions, papers, levels, *posterior)


def field_shares(
    fit: FieldFit, spans: list[Span], least_covered: float = LEAST_COVERED
) -> list[FieldShare]:
    """Return the share of the papers of a field in each span (M10)."""
    papers = _papers(fit, spans)
    weights = papers / np.maximum(papers.sum(axis=1, keepdims=True), 1)
    # A span may have no edition.
    with np.errstate(all="ignore"):
        rows = _intervals(fit, weights) if fit.levels else np.full((len(spans), 3), np.nan)
    accepted, shares = dict(zip(fit.editions, fit.papers, strict=True)), []
    for span, weight, (value, low, high) in zip(
        spans, weights.tolist(), rows.tolist(), strict=True
    ):
        heard = {e: w for e, w in zip(fit.editions, weight, strict=True) if w and e in fit.levels}
        covered = sum(w * min(fit.levels[e].works / accepted[e], 1) for e, w in heard.items())
        n = sum(fit.levels[e].n for e in heard)
        share = FieldShare(span.period, value, low, high, covered, n, len({v for v, _ in heard}))
        is_thin = covered < least_covered or n < LEAST_WORKS
        shares.append(share._replace(value=None, ci_low=None, ci_high=None) if is_thin else share)
    return shares


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


def field_changes(
    fit: FieldFit, spans: list[Span], levels: Mapping[str, float]
) -> list[ChangePart]:
    """Return the parts of the change of the field's share between each two spans (M21).

    Groups are venues, listed or not. ``within`` has the predictive interval of the model. The
    shares of the venues in a span are scaled to its share in ``levels``.
    """
    venues, place = np.unique([venue for venue, _ in fit.editions], return_inverse=True)
    mean = fit.chances @ fit.shares
    parts = []
    for old, new in combinations(spans, 2):
        if old.last_year < new.first_year:
            papers = _papers(fit, [old, new])
            cells = np.zeros((2, 2, len(venues)))
            for (k, n), amounts, span in zip(cells, papers, (old, new), strict=True):
                np.add.at(k, place, amounts * mean)
                np.add.at(n, place, amounts)
                k *= levels[span.period] * n.sum() / k.sum()
            within, *between = parts_of_change((old.period, new.period), cells[:, 0], cells[:, 1])
            reach = NORMAL_975 * _error(fit, _contrast(papers, cells[:, 1], place))
            middle = within.contribution
            parts += [within._replace(ci_low=middle - reach, ci_high=middle + reach), *between]
    return parts


def _papers(fit: FieldFit, spans: list[Span]) -> Floats:
    """Return the papers of each span and edition (S x C)."""
    in_span = [[s.first_year <= year <= s.last_year for _, year in fit.editions] for s in spans]
    return np.array(in_span) * fit.papers


def _contrast(papers: Floats, works: Floats, place: Integers) -> Floats:
    """Return the weight of each edition (C) in the change inside venues of both spans."""
    weight = np.where((works > 0).all(axis=0), (works.T / works.sum(axis=1)).mean(axis=1), 0)
    old, new = papers / np.maximum(works[:, place], 1) * weight[place]
    return np.asarray(new - old)


def _error(fit: FieldFit, contrast: Floats) -> float:
    """Return the standard deviation of a sum of shares of editions, by the delta method."""
    slopes = contrast * fit.shares * (1 - fit.shares)
    variances = np.einsum("pc,pcd,pd->p", slopes, fit.covariances, slopes)
    means = fit.shares @ contrast
    return float(np.sqrt(fit.chances @ (variances + (means - fit.chances @ means) ** 2)))


def _levels(lists: list[VenueList], accepted: dict[Key, float]) -> dict[Key, VenueList]:
    """Return the list of each edition that is nearest to its official count."""
    venues = {venue for venue, _ in accepted}
    levels: dict[Key, VenueList] = {}
    for one in sorted(one for one in lists if one.venue in venues and one.n > 0):
        best = levels.setdefault((one.venue, one.year), one)
        official = accepted.get((one.venue, one.year), one.works)
        if abs(log(one.n / official)) < abs(log(best.n / official)):
            levels[one.venue, one.year] = one
    return levels


def _model(
    editions: list[Key], accepted: dict[Key, float], levels: dict[Key, VenueList], pairs: Pairs
) -> _Model:
    venue, year = np.array([v for v, _ in editions]), np.array([float(y) for _, y in editions])
    same = np.equal.outer(venue, venue).astype(float)
    steps = np.minimum.outer(year, year) - year.min()
    rows = [(one, one) for one in levels.values()] + pairs
    k, n, other_k = np.array([(one.k, one.n, other.k) for one, other in rows]).T
    place = np.zeros((len(rows), len(editions)))
    place[range(len(levels)), [editions.index(edition) for edition in levels]] = 1
    listings = sorted({one[:5] for row in rows for one in row})
    sides = np.array([[[one[:5] == it for it in listings] for one in row] for row in rows], float)
    has = sides[:, 0] - sides[:, 1] * (1 - place.sum(axis=1))[:, None]
    kernels = np.stack([same, steps, same * steps, np.eye(len(editions))])
    return _Model(
        np.array([accepted[e] if e in accepted else levels[e].works for e in editions], float),
        kernels,
        place @ kernels @ place.T,
        place,
        has @ _offsets(listings) @ has.T,
        k,
        n,
        other_k,
    )


def _offsets(listings: list[tuple[str, int, str, str, float]]) -> Floats:
    """Return the covariance of the offsets of lists: by source, list and age of profiles."""
    source, scale, age = zip(*((s, SOURCES[kind], a) for _, _, s, kind, a in listings), strict=True)
    own = LIST**2 + (PROFILE_OF_LIST * np.array(age)) ** 2
    by_source = np.equal.outer(np.array(source), np.array(source)) * np.outer(scale, scale)
    return np.asarray(by_source + PROFILE**2 * np.outer(age, age) + np.diag(own))


def _posterior(model: _Model) -> tuple[Floats, Floats, Floats]:
    """Return the chances of points of the scales (P), and shares and covariances at each.

    Counts are linearised at the fitted shares of editions (Breslow and Clayton 1993). The mean of a
    logit-normal share is that of MacKay (1992), The evidence framework applied to classification
    networks.
    """
    is_level = model.place.sum(axis=1) == 1
    pooled = (model.k[is_level].sum() + 0.5) / (model.n[is_level].sum() + 1)
    k, n = (model.place.T @ counts for counts in (model.k, model.n))
    shares, start = (k + 4 * pooled + 0.5) / (n + 5), np.log(SCALES / 2)
    for _ in range(PASSES):
        rows = _linearised(model, shares)
        points, chances = _points(model, rows, start)
        start = points[0]
        shares = expit(_editions(model, rows, start, np.zeros_like(n))[0])
    moments = [_editions(model, rows, point, rows.sampling) for point in points]
    means, covariances = (np.array(parts) for parts in zip(*moments, strict=True))
    variances = np.einsum("pcc->pc", covariances)
    return chances, expit(means / np.sqrt(1 + np.pi / 8 * variances)), covariances


def _intervals(fit: FieldFit, weights: Floats) -> Floats:
    """Return value and ends (S x 3) of the shares by ``weights`` of editions (S x C).

    The share of a span has the variance of the delta method; its logit is averaged over points of
    the scales.
    """
    values = fit.shares @ weights.T
    slopes = weights * (fit.shares * (1 - fit.shares))[:, None]
    variances = np.einsum("psc,psc->ps", slopes @ fit.covariances, slopes)
    variances /= (values * (1 - values)) ** 2
    means = logit(values)
    mean = fit.chances @ means
    reach = NORMAL_975 * np.sqrt(fit.chances @ (variances + (means - mean) ** 2))
    return np.asarray(expit(np.stack([mean, mean - reach, mean + reach], axis=1)))


def _linearised(model: _Model, shares: Floats) -> _Rows:
    """Return the rows at the ``shares`` of the editions.

    The sampling of an edition from all that it could accept is its own, whatever list has it; a
    list adds the works that it lacks, its labels, and its distance from the official count.
    """
    is_level = model.place.sum(axis=1) == 1
    logits = [logit((k + 0.5) / (model.n + 1)) for k in (model.k, model.other_k)]
    at = np.where(is_level, model.place @ shares, expit((logits[0] + logits[1]) / 2))
    spread = at * (1 - at)
    working = logit(at) + (model.k / model.n - at) / spread
    part = np.where(is_level, model.n / np.maximum(model.place @ model.accepted, 1), 1)
    noise = (np.maximum(1 - part, 0) + LABELS * np.where(is_level, 1, 2)) / (model.n * spread)
    noise += (SELECTION * np.log(part)) ** 2
    sampling = 1 / (model.accepted * shares * (1 - shares))
    noises = np.diag(noise) + model.offsets + model.place * sampling @ model.place.T
    noises += INTERCEPT**2 * np.outer(is_level, is_level)
    return _Rows(np.where(is_level, working, logits[0] - logits[1]), noises, sampling)


def _loss(scales: Floats, model: _Model, rows: _Rows) -> tuple[float, Floats]:
    """Return minus the log posterior of the logarithms of the scales, and its gradient."""
    squares = np.exp(2 * scales)
    covariance = np.tensordot(squares, model.rows, 1) + rows.noise
    inverse, pull = np.linalg.inv(covariance), np.linalg.solve(covariance, rows.logits)
    ratios = squares / SCALES**2 / DEGREES
    prior = (DEGREES + 1) / 2 * np.log1p(ratios) - scales
    value = rows.logits @ pull / 2 + np.linalg.slogdet(covariance)[1] / 2 + prior.sum()
    slopes = squares * np.tensordot(model.rows, inverse - np.outer(pull, pull), 2)
    return float(value), slopes + (DEGREES + 1) * ratios / (1 + ratios) - 1


def _points(model: _Model, rows: _Rows, start: Floats) -> tuple[Floats, Floats]:
    """Return nine points of the logarithms of the scales, the mode first, and their weights.

    The points stand on the axes of the normal approximation, with weights that make its moments
    exact, times the ratio of the posterior to it (Rue, Martino and Chopin 2009, Approximate
    Bayesian inference for latent Gaussian models, section 6.5).
    """
    best = minimize(_loss, start, (model, rows), "L-BFGS-B", jac=True, bounds=[(-7, 2)] * 4)
    squares = np.exp(2 * best.x)
    slopes = np.linalg.inv(np.tensordot(squares, model.rows, 1) + rows.noise) @ model.rows
    information = 2 * np.outer(squares, squares) * np.einsum("iab,jba->ij", slopes, slopes)
    ratios = squares / SCALES**2 / DEGREES
    curvature = 2 * (DEGREES + 1) * ratios / (1 + ratios) ** 2
    sizes, axes = np.linalg.eigh(information + np.diag(curvature))
    steps = RADIUS * axes / np.sqrt(sizes)
    points = np.vstack([best.x, best.x + steps.T, best.x - steps.T])
    losses = np.array([_loss(point, model, rows)[0] for point in points])
    away = np.append(0, np.full(2 * len(sizes), RADIUS**2))
    moments = np.where(away == 0, 1 - len(sizes) / RADIUS**2, 1 / (2 * RADIUS**2))
    chances = moments * np.exp(losses[0] - losses + away / 2)
    return points, chances / chances.sum()


def _editions(model: _Model, rows: _Rows, scales: Floats, own: Floats) -> tuple[Floats, Floats]:
    """Return mean and covariance of the logits of editions, with variances of their own (C)."""
    squares = np.exp(2 * scales)
    kernel = np.tensordot(squares, model.kernels, 1) + INTERCEPT**2 + np.diag(own)
    covariance = np.tensordot(squares, model.rows, 1) + rows.noise
    both = kernel @ model.place.T
    gain = np.linalg.solve(covariance, both.T).T
    return gain @ rows.logits, kernel - gain @ both.T
