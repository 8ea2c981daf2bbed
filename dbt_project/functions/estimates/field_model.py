"""A multilevel model of the share of a class in each edition of a field, from lists of some.

An edition is a venue in a year. Of the N papers that edition c, of venue v and year y, accepts, a
share p is in the class:

    logit p = m + a[v] + f[y] + g[v, y] + e[c] + u[c]

    m                          the level of all, normal with standard deviation INTERCEPT
    a[v]                       a venue, with s[0]
    f[y] - f[y - 1]            a year's step of the field, with s[1]; steps of two years correlate
                               with TREND to the power of their distance, so a trend goes on and
                               fades (a local linear trend that is damped, Harvey 1989, Forecasting,
                               structural time series models and the Kalman filter, chapter 6)
    g[v, y] - g[v, y - 1]      a year's step of a venue, with s[2]
    e[c]                       an edition, with s[3]
    u[c]                       chance, with variance 1 / (N p (1 - p))

A list l of c, with k of its n works of known class in the class, says

    z = logit p + d[l] + noise,    z = logit q + (k / n - q) / (q (1 - q))

where q is the fitted share (Breslow and Clayton 1993, Approximate inference in generalized linear
mixed models). The noise has the works that the list lacks, wrong labels, and its selection:

    variance of noise = (1 - n / N + LABELS) / (n q (1 - q)) + (SELECTION log(n / N))^2

The offset d[l] is that of its source and its own; those of profiles grow with their age. The works
that two lists both have tell how their offsets differ, and q is the mean of both logits:

    logit(k / n) - logit(other k / n) = d[l] - d[other] + noise
    variance of noise = 2 LABELS / (n q (1 - q))

Given the scales s, all of this is normal, so the logits of all editions have the mean and the
covariance of a Gaussian process (Rasmussen and Williams 2006, Gaussian processes for machine
learning, chapters 2 and 5). The scales have half-t priors. Their posterior is taken at its mode
and at eight points around it. See also Gelman and Hill 2007, Data analysis using regression and
multilevel models, chapters 12 to 14.
"""

from __future__ import annotations

from math import log
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit

from dbt_project.functions.estimates.arrays import Floats, Integers

# Half-t priors of the scales s (Gelman 2006, Prior distributions for variance parameters in
# hierarchical models).
SCALES = np.array([0.4, 0.12, 0.08, 0.08])
DEGREES = 4
# Of 0, 0.5, 0.6, 0.7 and 0.8, the log marginal likelihood of the record is highest at 0.7 and 0.8.
TREND = 0.7
INTERCEPT = 2.5
# Standard deviations of offsets: a source by what it lists, a list of it, and profiles for a year
# of age: of all lists, and of one. Measured on works that two lists have: python -m
# tests.bench.field.
SOURCES = {"printed": 0.07, "assigned": 0.3, "profile": 0.15}
LIST = 0.05
PROFILE = 0.15
PROFILE_OF_LIST = 0.07
# Variance of the labels of a list over its binomial variance: half the part of works that two lists
# label differently, over p(1 - p), is 0.19 at AAAI 2021 and IJCAI 2020.
LABELS = 0.2
# A list with e times the official count, or 1/e of it: with other tracks, 1.6 times as many papers
# of NAACL 2022 moved its share of industry by 0.16.
SELECTION = 0.35
# A printed list with this part of the papers gives the level of its edition.
LEAST_PRINTED = 0.5
# A list with so many times the official count has another track. The two tracks of KDD 2023 and
# 2024, 1.7 and 1.5 times the papers, move the logit of any industry by 0.6.
MOST_LISTED = 1.4
PASSES = 3
# Distance of the points around the mode, in standard deviations.
RADIUS = 2.4

Key = tuple[str, int]


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


Pairs = list[tuple[VenueList, VenueList]]


class Edition(NamedTuple):
    """A venue and year of the field, with its number of accepted papers.

    Of these, ``unknown`` are on lists without a known class.
    """

    venue: str
    year: int
    accepted: float
    unknown: float = 0


class FieldFit(NamedTuple):
    """The lists of a field, and what they say of its C editions at P points of the scales.

    ``shares`` (P x C) are expected shares, and ``covariances`` (P x C x C) are of their logits;
    without a list, both are NaN. ``papers`` and ``unknown`` (C) are 0 outside the field.
    """

    editions: list[Key]
    papers: Floats
    unknown: Floats
    levels: dict[Key, VenueList]
    chances: Floats
    shares: Floats
    covariances: Floats


class Model(NamedTuple):
    """What the counts say before any fit: C editions, L lists that are levels, and R rows.

    A row is a level or, after all levels, a pair of lists. ``kernels`` (4 x C x C) are covariances
    of the logits of editions for scales of one, and ``row_kernels`` (4 x R x R) are those of rows.
    ``at`` (R x C) has the edition of a level, and no edition of a pair. ``offsets`` (R x R) are
    covariances of the offsets of lists.
    """

    accepted: Floats
    k: Floats
    n: Floats
    edition: Integers
    at: Floats
    kernels: Floats
    row_kernels: Floats
    offsets: Floats
    pair_logits: Floats
    pair_noise: Floats


class Rows(NamedTuple):
    """Logits of the rows at some shares (R), and their covariance if all scales are 0 (R x R).

    ``chance`` (C) has the variance of u.
    """

    logits: Floats
    covariance: Floats
    chance: Floats


def fit_field(lists: list[VenueList], pairs: Pairs, field: list[Edition]) -> FieldFit:
    """Fit the model of a field.

    Lists of venues outside the field are left out. A pair is two lists of one edition, each with
    its ``k`` of the ``n`` works that both have; pairs of any venue tell how sources differ. One
    list of an edition gives its level, and the others count through their pairs only.
    """
    accepted = {(one.venue, one.year): one.accepted for one in field}
    unlabelled = {(one.venue, one.year): one.unknown for one in field}
    levels = levels_of(lists, accepted)
    editions = sorted(accepted.keys() | levels.keys())
    papers, unknown = (
        np.array([of.get(edition, 0) for edition in editions], float)
        for of in (accepted, unlabelled)
    )
    if not levels:
        return FieldFit(editions, papers, unknown, levels, *np.full((3, 1, 1), np.nan))
    model = model_of(editions, accepted, levels, pairs)
    rows, mode = fitted(model)
    points, chances = points_of(model, rows, mode)
    moments = [logits_of(model, rows, point, rows.chance) for point in points]
    means, covariances = (np.array(parts) for parts in zip(*moments, strict=True))
    shares = _means(means, covariances)
    return FieldFit(editions, papers, unknown, levels, chances, shares, covariances)


def levels_of(lists: list[VenueList], accepted: dict[Key, float]) -> dict[Key, VenueList]:
    """Return the list that gives the level of each edition.

    A printed list with ``LEAST_PRINTED`` of the papers comes first, because a profile moves with
    its author, and compilers leave names out. Among equals, the list nearest to the official count
    is taken. A list with ``MOST_LISTED`` times the papers has another track, and gives no level.
    """
    venues = {venue for venue, _ in accepted}
    size = {one: one.n / accepted.get((one.venue, one.year), one.works) for one in lists}
    order = [one for one in lists if one.venue in venues and 0 < size[one] < MOST_LISTED]
    order.sort(key=lambda one: (not _is_print(one, size[one]), abs(log(size[one])), one))
    return {(one.venue, one.year): one for one in reversed(order)}


def _is_print(one: VenueList, size: float) -> bool:
    return one.affiliations == "printed" and size >= LEAST_PRINTED


def model_of(
    editions: list[Key], accepted: dict[Key, float], levels: dict[Key, VenueList], pairs: Pairs
) -> Model:
    """Return the model of some editions."""
    edition = np.array([editions.index(key) for key in levels])
    at = np.zeros((len(levels) + len(pairs), len(editions)))
    at[range(len(levels)), edition] = 1
    kernels = _kernels(editions)
    return Model(
        np.array([accepted[key] if key in accepted else levels[key].works for key in editions]),
        np.array([one.k for one in levels.values()]),
        np.array([one.n for one in levels.values()]),
        edition,
        at,
        kernels,
        at @ kernels @ at.T,
        _offsets(list(levels.values()), pairs),
        *_differences(pairs),
    )


def _kernels(editions: list[Key]) -> Floats:
    """Return the covariances of editions that each scale multiplies (4 x C x C).

    A random walk from the first year has the covariance of the steps that two years share, and the
    trend that of all its steps until these years.
    """
    venue = np.array([venue for venue, _ in editions])
    year = np.array([year for _, year in editions])
    steps = np.arange(year.min() + 1, year.max() + 1)
    taken = np.greater_equal.outer(year, steps).astype(float)
    trend = taken @ TREND ** np.abs(np.subtract.outer(steps, steps)) @ taken.T
    same_venue = np.equal.outer(venue, venue).astype(float)
    shared_steps = np.minimum.outer(year, year) - year.min()
    same_edition = np.eye(len(editions))
    return np.stack([same_venue, trend, same_venue * shared_steps, same_edition])


def _offsets(levels: list[VenueList], pairs: Pairs) -> Floats:
    """Return the covariance of the offsets in rows (R x R): d of levels, then differences of d."""
    lists = sorted({one[:5] for one in levels} | {one[:5] for pair in pairs for one in pair})
    place = {one: number for number, one in enumerate(lists)}
    signs = np.zeros((len(levels) + len(pairs), len(lists)))
    for row, one in enumerate(levels):
        signs[row, place[one[:5]]] = 1
    for row, (one, other) in enumerate(pairs, len(levels)):
        signs[row, place[one[:5]]] = 1
        signs[row, place[other[:5]]] = -1
    source = np.array([source for _, _, source, _, _ in lists])
    scale = np.array([SOURCES[affiliations] for _, _, _, affiliations, _ in lists])
    age = np.array([age for *_, age in lists])
    of_source = np.equal.outer(source, source) * np.outer(scale, scale)
    of_profiles = PROFILE**2 * np.outer(age, age)
    own = np.diag(LIST**2 + (PROFILE_OF_LIST * age) ** 2)
    return np.asarray(signs @ (of_source + of_profiles + own) @ signs.T)


def _differences(pairs: Pairs) -> tuple[Floats, Floats]:
    """Return the difference of the logits of each pair, and the variance of its noise."""
    n = np.array([one.n for one, _ in pairs])
    one, other = (
        logit((np.array([pair[side].k for pair in pairs]) + 0.5) / (n + 1)) for side in (0, 1)
    )
    share = expit((one + other) / 2)
    return one - other, 2 * LABELS / (n * share * (1 - share))


def fitted(model: Model) -> tuple[Rows, Floats]:
    """Return the rows at the fitted shares, and the mode of the logarithms of the scales (4).

    Each pass linearises the counts at the shares of the pass before.
    """
    pooled = (model.k.sum() + 0.5) / (model.n.sum() + 1)
    k, n = np.zeros((2, len(model.accepted)))
    k[model.edition] = model.k
    n[model.edition] = model.n
    shares = (k + 4 * pooled + 0.5) / (n + 5)
    mode = np.log(SCALES / 2)
    for _ in range(PASSES):
        rows = linearised(model, shares)
        bounds = [(-7, 2)] * len(SCALES)
        mode = minimize(_loss, mode, (model, rows), "L-BFGS-B", jac=True, bounds=bounds).x
        shares = expit(logits_of(model, rows, mode, np.zeros_like(shares))[0])
    return rows, mode


def linearised(model: Model, shares: Floats) -> Rows:
    """Return the rows at the shares of the editions (C)."""
    share = shares[model.edition]
    spread = share * (1 - share)
    logits = logit(share) + (model.k / model.n - share) / spread
    part = model.n / model.accepted[model.edition]
    noise = (np.maximum(1 - part, 0) + LABELS) / (model.n * spread)
    noise += (SELECTION * np.log(part)) ** 2
    chance = 1 / (model.accepted * shares * (1 - shares))
    of_editions = model.at @ (INTERCEPT**2 + np.diag(chance)) @ model.at.T
    of_rows = np.diag(np.concatenate([noise, model.pair_noise]))
    covariance = of_editions + model.offsets + of_rows
    return Rows(np.concatenate([logits, model.pair_logits]), covariance, chance)


def covariance_of(log_scales: Floats, model: Model, rows: Rows) -> Floats:
    """Return the covariance of the rows, whose squared scales multiply the kernels."""
    return np.asarray(np.tensordot(np.exp(2 * log_scales), model.row_kernels, 1) + rows.covariance)


def _loss(log_scales: Floats, model: Model, rows: Rows) -> tuple[float, Floats]:
    """Return minus the log posterior of the logarithms of the scales, and its gradient (4).

    The rows have a normal density. A half-t density, in the logarithm of the scale, is proportional
    to s (1 + s^2 / (DEGREES SCALES^2))^-((DEGREES + 1) / 2).
    """
    covariance = covariance_of(log_scales, model, rows)
    inverse = np.linalg.inv(covariance)
    pull = inverse @ rows.logits
    likelihood = rows.logits @ pull / 2 + np.linalg.slogdet(covariance)[1] / 2
    ratios = _ratios(log_scales)
    prior = (DEGREES + 1) / 2 * np.log1p(ratios) - log_scales
    # The trace of a product of symmetric matrices is the sum over their cells.
    traces = np.tensordot(model.row_kernels, inverse - np.outer(pull, pull), 2)
    slopes = np.exp(2 * log_scales) * traces
    prior_slopes = (DEGREES + 1) * ratios / (1 + ratios) - 1
    return float(likelihood + prior.sum()), slopes + prior_slopes


def _ratios(log_scales: Floats) -> Floats:
    return np.asarray(np.exp(2 * log_scales) / (DEGREES * SCALES**2))


def _curvature(log_scales: Floats, model: Model, rows: Rows) -> Floats:
    """Return the expected second derivative of the loss (4 x 4).

    For a normal density with covariance S, it is trace(S^-1 dS S^-1 dS) / 2.
    """
    slopes = 2 * np.exp(2 * log_scales)[:, None, None] * model.row_kernels
    relative = np.linalg.inv(covariance_of(log_scales, model, rows)) @ slopes
    traces = [[np.sum(one * other.T) for other in relative] for one in relative]
    ratios = _ratios(log_scales)
    return np.array(traces) / 2 + np.diag(2 * (DEGREES + 1) * ratios / (1 + ratios) ** 2)


def points_of(model: Model, rows: Rows, mode: Floats) -> tuple[Floats, Floats]:
    """Return nine points of the logarithms of the scales (9 x 4), and their chances (9).

    After the mode, eight points stand on the axes of the normal approximation there. Their weights
    give a normal density its moments. They are multiplied by the ratio of the posterior to that
    density (Rue, Martino and Chopin 2009, Approximate Bayesian inference for latent Gaussian
    models, section 6.5).
    """
    curvatures, axes = np.linalg.eigh(_curvature(mode, model, rows))
    steps = (RADIUS * axes / np.sqrt(curvatures)).T
    points = np.vstack([mode, mode + steps, mode - steps])
    weight = 1 / (2 * RADIUS**2)
    around = 2 * len(mode)
    weights = np.array([1 - around * weight] + [weight] * around)
    losses = np.array([_loss(point, model, rows)[0] for point in points])
    normal_losses = np.array([0] + [RADIUS**2 / 2] * around)
    chances = weights * np.exp(normal_losses - (losses - losses[0]))
    return points, chances / chances.sum()


def logits_of(model: Model, rows: Rows, log_scales: Floats, own: Floats) -> tuple[Floats, Floats]:
    """Return mean (C) and covariance (C x C) of the logits of editions, given the rows.

    They are those of a Gaussian process; ``own`` (C) are variances of an edition alone.
    """
    kernel = np.tensordot(np.exp(2 * log_scales), model.kernels, 1)
    prior = kernel + INTERCEPT**2 + np.diag(own)
    shared = prior @ model.at.T
    gain = np.linalg.solve(covariance_of(log_scales, model, rows), shared.T).T
    return gain @ rows.logits, prior - gain @ shared.T


def _means(means: Floats, covariances: Floats) -> Floats:
    """Return the mean shares of logit-normal editions (P x C).

    MacKay (1992), The evidence framework applied to classification networks.
    """
    variances = np.diagonal(covariances, axis1=1, axis2=2)
    return np.asarray(expit(means / np.sqrt(1 + np.pi / 8 * variances)))
