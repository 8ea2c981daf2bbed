"""The share of a field: a fixed population of papers, estimated from lists of some venues (M10)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy.special import expit, logit

from dbt_project.functions.estimates.arrays import Floats
from dbt_project.functions.estimates.changes import ChangePart, parts_of_change
from dbt_project.functions.estimates.field_model import FieldFit
from dbt_project.functions.estimates.intervals import NORMAL_975, Estimate

LEAST_COVERED = 1 / 3
LEAST_WORKS = 100


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


def field_shares(
    fit: FieldFit, spans: list[Span], least_covered: float = LEAST_COVERED
) -> list[FieldShare]:
    """Return the share of the papers of a field in each span."""
    return [_field_share(fit, span, least_covered) for span in spans]


def _field_share(fit: FieldFit, span: Span, least_covered: float) -> FieldShare:
    papers = _papers(fit, span)
    accepted = dict(zip(fit.editions, papers.tolist(), strict=True))
    lists = [one for key, one in fit.levels.items() if accepted[key] > 0]
    listed = sum(min(one.works, accepted[one.venue, one.year]) for one in lists)
    covered = listed / max(papers.sum(), 1)
    n = sum(one.n for one in lists)
    venues = len({one.venue for one in lists})
    if covered < least_covered or n < LEAST_WORKS:
        return FieldShare(span.period, None, None, None, covered, n, venues)
    return FieldShare(span.period, *share_of_editions(fit, papers), covered, n, venues)


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


def field_changes(
    fit: FieldFit, spans: list[Span], levels: Mapping[str, float]
) -> list[ChangePart]:
    """Return the parts of the change of the field's share between each two spans (M21).

    Groups are venues, listed or not. ``within`` has the predictive interval of the model. The
    shares of the venues in a span are scaled to its share in ``levels``.
    """
    return [
        part
        for old, new in combinations(spans, 2)
        if old.last_year < new.first_year
        for part in _field_change(fit, old, new, levels)
    ]


def _field_change(
    fit: FieldFit, old: Span, new: Span, levels: Mapping[str, float]
) -> list[ChangePart]:
    names, venue = np.unique([name for name, _ in fit.editions], return_inverse=True)
    in_venue = np.eye(len(names))[venue]
    papers = np.array([_papers(fit, old), _papers(fit, new)])
    n = papers @ in_venue
    expected = papers * (fit.chances @ fit.shares) @ in_venue
    shares = np.array([levels[old.period], levels[new.period]])
    k = expected * (shares * n.sum(axis=1) / expected.sum(axis=1))[:, None]
    within, *between = parts_of_change((old.period, new.period), k, n)
    contrast = _contrast(papers, n, in_venue)
    _, error = _over_points(fit, fit.shares @ contrast, _variances(fit, contrast))
    low, high = (within.contribution + side * NORMAL_975 * error for side in (-1, 1))
    return [within._replace(ci_low=low, ci_high=high), *between]


def _contrast(papers: Floats, n: Floats, in_venue: Floats) -> Floats:
    """Return the weight of each edition (C) in the change inside venues of both spans.

    ``papers`` is 2 x C, ``n`` 2 x V and ``in_venue`` C x V.
    """
    weights = (n / n.sum(axis=1, keepdims=True)).mean(axis=0)
    in_both = np.where((n > 0).all(axis=0), weights, 0)
    old, new = papers / np.maximum(n @ in_venue.T, 1)
    return np.asarray((in_venue @ in_both) * (new - old))


def _papers(fit: FieldFit, span: Span) -> Floats:
    """Return the papers of each edition in a span (C)."""
    is_in = [span.first_year <= year <= span.last_year for _, year in fit.editions]
    return np.where(is_in, fit.papers, 0)
