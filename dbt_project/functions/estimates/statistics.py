"""Statistical functions for SQL.

SciPy and NumPy compute quantiles and resamples. Grouping, sums and closed forms stay in SQL.
A bootstrap takes its rows as lists in a fixed order, and a seed, so that a rebuild gives the same
interval.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, stdtrit

Floats = NDArray[np.float64]
RESAMPLES = 2000
PERCENTILES = (2.5, 97.5)
BLOCK_OF_DRAWS = 50_000
LEAST_INDEX = 1e-6
Z95 = 1.6448536269514722  # the standard normal distribution's 95th percentile
FEWEST_OWNERS = 3


def student_t_quantile(probability: float, degrees: float) -> float:
    """Return a quantile of Student's t distribution; NaN for degrees of freedom below 1."""
    return float(stdtrit(degrees, probability))


def nfkc(text: str) -> str:
    """Return the text in Unicode's compatibility composition (NFKC), which DuckDB lacks."""
    return unicodedata.normalize("NFKC", text)


def bootstrap_median_gap(
    upper: list[float],
    upper_owners: list[str],
    lower: list[float],
    lower_owners: list[str],
    seed: int,
) -> list[float]:
    """Return the 95% percentile interval of log10(median of ``upper`` / median of ``lower``).

    A resample draws owners with all their values, as many on each side as the list has.
    """
    generator = np.random.default_rng(seed)
    tops = _resampled_medians(upper, upper_owners, generator)
    bottoms = _resampled_medians(lower, lower_owners, generator)
    return _interval(np.log10(tops / bottoms))


def bootstrap_maximum_gap(
    upper: list[float],
    upper_owners: list[str],
    lower: list[float],
    lower_owners: list[str],
    seed: int,
) -> list[float]:
    """95% percentile interval of log10(maximum of ``upper`` / maximum of ``lower``), by owner."""
    generator = np.random.default_rng(seed)
    tops = _resampled_maxima(upper, upper_owners, generator)
    bottoms = _resampled_maxima(lower, lower_owners, generator)
    return _interval(np.log10(tops / bottoms))


def _resampled_medians(
    values: list[float], owners: list[str], generator: np.random.Generator
) -> Floats:
    ordered, times = _times_of_values(values, owners, generator)
    ranks = times.cumsum(axis=1)
    last = ranks[:, -1:]
    middles = [(ranks > place).argmax(axis=1) for place in ((last - 1) // 2, last // 2)]
    return np.asarray(ordered[np.stack(middles)].mean(axis=0))


def _resampled_maxima(
    values: list[float], owners: list[str], generator: np.random.Generator
) -> Floats:
    ordered, times = _times_of_values(values, owners, generator)
    return np.asarray(ordered[len(ordered) - 1 - (times[:, ::-1] > 0).argmax(axis=1)])


def _times_of_values(
    values: list[float], owners: list[str], generator: np.random.Generator
) -> tuple[Floats, NDArray[np.int64]]:
    """Return ascending values, and how often each resample of owners has them, one per row.

    The spread of fewer than three owners is unknown, so their values are drawn one by one.
    """
    order = np.argsort(values, kind="stable")
    names, owner = np.unique(owners, return_inverse=True)
    if len(names) < FEWEST_OWNERS:
        names, owner = order, np.arange(len(order))
    draws = _times_drawn(len(names), generator)
    return np.asarray(values)[order], draws[:, owner[order]]


def bootstrap_ratio(numerators: list[float], denominators: list[float], seed: int) -> list[float]:
    """Return the 95% percentile interval of sum(numerators) / sum(denominators) over pairs."""
    draws = _draws(len(numerators), np.random.default_rng(seed))
    sums = [np.asarray(values)[draws].sum(axis=1) for values in (numerators, denominators)]
    return _interval(sums[0] / sums[1])


def bootstrap_concentration(
    works: list[int], owners: list[int], amounts: list[float], seed: int
) -> list[float]:
    """Return the 95% intervals of HHI, CR4 and Gini over owners, from resamples of works.

    The three lists have one entry for each owner of a work. Works and owners are numbered from 1.
    Returns low and high of each index in turn.

    A resample has fewer owners than the list, so its indices are biased. The interval is
    t quantiles times the root mean square distance of the resamples from the estimate, on the
    logit scale. That distance includes the bias, and the interval includes the estimate.
    """
    times = _times_drawn(max(works), np.random.default_rng(seed))
    times = np.concatenate([np.ones((1, max(works)), dtype=times.dtype), times])
    held = times[:, np.asarray(works) - 1] * np.asarray(amounts)
    totals = np.sort(_row_sums(held, np.asarray(owners) - 1), axis=1)
    shares = totals / totals.sum(axis=1, keepdims=True)
    indices = ((shares**2).sum(axis=1), shares[:, -4:].sum(axis=1), _gini(shares))
    return [end for index in indices for end in _logit_t(index[0], index[1:], max(works) - 1)]


def simulated_stocks(
    holders: list[int],
    named: list[bool],
    lows: list[float],
    medians: list[float],
    highs: list[float],
    seed: int,
) -> list[float]:
    """Return median and 95% interval of each holder's stock and share, and of HHI and CR4 (M22).

    The lists have one entry for each estimate: its holder, numbered from 1, and its 5th, 50th and
    95th percentile. A split log-normal distribution has these percentiles: its deviation differs
    below and above the median. Holders that are not named count in the total only.

    How the errors of the estimates depend on each other is not published. They are drawn as
    independent and as fully dependent, and of the two intervals the wider one counts.
    """
    held = np.log(medians) - np.log(lows), np.log(highs) - np.log(medians)
    draws = np.random.default_rng(seed).standard_normal((RESAMPLES, len(medians)))
    independent, dependent = (
        _stocks(np.asarray(medians) * np.exp(z * np.where(z < 0, *held) / Z95), holders, named)
        for z in (draws, np.broadcast_to(draws[:, :1], draws.shape))
    )
    median, *ends = np.percentile(independent, (50, *PERCENTILES), axis=0)
    others = np.percentile(dependent, PERCENTILES, axis=0)
    low, high = np.where(np.ptp(others, axis=0) > np.ptp(ends, axis=0), others, ends)
    return [
        float(number)
        for estimate in zip(median, np.minimum(low, median), np.maximum(high, median), strict=True)
        for number in estimate
    ]


def _stocks(drawn: Floats, holders: list[int], named: list[bool]) -> Floats:
    """Return the stocks and shares of the holders, HHI and CR4 in each draw, one draw a row."""
    stocks = _row_sums(drawn, np.asarray(holders) - 1)
    shares = stocks / stocks.sum(axis=1, keepdims=True)
    ranked = np.sort(shares[:, np.unique(np.asarray(holders)[named]) - 1], axis=1)
    indices = (ranked**2).sum(axis=1), ranked[:, -4:].sum(axis=1)
    return np.column_stack([stocks, shares, *indices])


def adjusted_share(
    mentions: list[int],
    unnamed: list[int],
    works: list[int],
    unknown_works: int,
    confusion: list[int],
    seed: int,
) -> list[float]:
    """Return the share of works of a class, corrected for misread strings: median, 95% interval.

    The first three lists have one entry for each kind of work: its number of strings that are
    classified as naming the class, its number of other strings, and its number of works.
    ``confusion`` counts labelled strings: hits and all strings that name the class; rejections and
    all that do not; correct ones and all that are classified as naming no organisation.
    ``unknown_works`` have only strings of the last kind.

    The estimate of Rogan and Gladen (1978) corrects each string. If errors are independent between
    strings, the product over the strings of a work is unbiased for a work without the class.
    Works and error rates come from their posteriors under Jeffreys' priors, so the interval
    includes both uncertainties.
    """
    rates = (*confusion, seed)
    _, _, truly_unknown, after = _error_rates(rates)
    generator = np.random.default_rng(seed)
    generator.bit_generator.state = after
    # Half a work is added on either side, which is Jeffreys' prior for works of one string.
    strings = np.array([[*mentions, 1, 0], [*unnamed, 0, 1]])
    weights = generator.standard_gamma([*works, 0.5, 0.5], (RESAMPLES, len(works) + 2))
    totals = weights.sum(axis=1)
    # Column by column, which needs no second table of this size.
    for column, strings in enumerate(zip([*mentions, 1, 0], [*unnamed, 0, 1], strict=True)):
        for side, exponent in enumerate(strings):
            weights[:, column] *= _powers(rates, side, exponent)
    naming = 1 - weights.sum(axis=1) / totals
    nameless = _rate(unknown_works, sum(works), generator) * truly_unknown
    shares = np.clip(naming / (1 - nameless), 0, 1)
    return [float(np.median(shares)), *_interval(shares)]


def fixed_panel_shares(
    venues: list[int],
    years: list[int],
    cases: list[int],
    sizes: list[int],
    firsts: list[int],
    lasts: list[int],
) -> list[float]:
    """Return the share of each period with fixed weights of venues: value, 95% interval (M10).

    The first four arguments have one entry for each list of a venue and year. Least squares
    weighted by ``sizes`` give each venue and each year an effect. The share of a year is its effect
    plus the venue effects, weighted by the works of the venue in all years. The share of a period,
    from ``firsts`` to ``lasts``, is the mean of its years.

    The interval is a t interval from a jackknife over lists: without a list, the effects of both
    venues and years are estimated again. The result is NaN if shared venues do not connect all
    years.
    """
    distinct, year = np.unique(years, return_inverse=True)
    _, venue = np.unique(venues, return_inverse=True)
    works, mentions = (np.zeros((venue.max() + 1, len(distinct))) for _ in range(2))
    works[venue, year], mentions[venue, year] = sizes, cases
    spans = [
        (distinct >= first) & (distinct <= last) for first, last in zip(firsts, lasts, strict=True)
    ]
    if np.linalg.matrix_rank(_within_venues(works, mentions)[0]) < len(distinct) - 1:
        return [float("nan")] * 3 * len(spans)
    weights = works.sum(axis=1) / works.sum()
    means = np.array(spans) / np.sum(spans, axis=1, keepdims=True)
    lists = len(venue)
    omitted = np.ones((lists, *works.shape))
    omitted[range(lists), venue, year] = 0
    values, *others = (
        _panel_shares(works * kept, mentions * kept, weights, means)
        for kept in (np.ones(works.shape), *omitted)
    )
    variances = (lists - 1) / lists * ((np.array(others) - values) ** 2).sum(axis=0)
    degrees = lists - len(works) - len(distinct) + 1
    reach = student_t_quantile(0.975, degrees) * np.sqrt(variances)
    ends = np.clip(np.stack([values, values - reach, values + reach], axis=1), 0, 1)
    return [float(end) for end in ends.ravel()]


def _panel_shares(works: Floats, mentions: Floats, weights: Floats, means: Floats) -> Floats:
    """Return the share of each period, from ``weights`` of venues and ``means`` of years."""
    normal, moments = _within_venues(works, mentions)
    effects = np.linalg.pinv(normal, hermitian=True) @ moments
    levels = (mentions.sum(axis=1) - works @ effects) / works.sum(axis=1)
    return np.asarray(weights @ levels + means @ effects)


def _within_venues(works: Floats, mentions: Floats) -> tuple[Floats, Floats]:
    """Return the normal equations of the year effects, with the venue effects eliminated."""
    totals = works.sum(axis=1)
    normal = np.diag(works.sum(axis=0)) - (works.T / totals) @ works
    return normal, mentions.sum(axis=0) - (works.T / totals) @ mentions.sum(axis=1)


@lru_cache(maxsize=8)
def _error_rates(rates: tuple[int, ...]) -> tuple[Floats, Floats, Floats, Any]:
    """Return the corrections of strings of both sides, a rate, and the generator's next state.

    Every group of works has the error rates of one table of labels.
    """
    *confusion, seed = rates
    hits, positives, rejections, negatives, right, classified = confusion
    generator = np.random.default_rng(seed)
    sensitivity = _rate(hits, positives, generator)
    specificity = _rate(rejections, negatives, generator)
    truly_unknown = _rate(right, classified, generator)
    margin = sensitivity + specificity - 1
    corrections = (sensitivity - 1) / margin, sensitivity / margin
    return *corrections, truly_unknown, generator.bit_generator.state


@lru_cache(maxsize=1024)
def _powers(rates: tuple[int, ...], side: int, exponent: int) -> Floats:
    """Return the correction of a string to the power of a number of strings, in each draw."""
    return np.asarray(_error_rates(rates)[side] ** np.array([exponent]))


def _rate(hits: int, cases: int, generator: np.random.Generator) -> Floats:
    """Draw from the posterior of a proportion under Jeffreys' prior."""
    return generator.beta(hits + 0.5, cases - hits + 0.5, RESAMPLES)


def _gini(shares: Floats) -> Floats:
    """Return the Gini index of each row of ascending shares, over owners with a share."""
    holders = (shares > 0).sum(axis=1)
    # Owners without a share come first, so a subtraction gives the ranks among owners with a share.
    ranks = np.arange(1, shares.shape[1] + 1) - (shares.shape[1] - holders)[:, None]
    return np.asarray((2 * (ranks * shares).sum(axis=1) - (holders + 1)) / holders)


def _draws(rows: int, generator: np.random.Generator) -> NDArray[np.int64]:
    """Draw the rows of each resample, one resample per row."""
    return generator.integers(0, rows, (RESAMPLES, rows))


def _times_drawn(rows: int, generator: np.random.Generator) -> NDArray[np.int64]:
    """Return how often each resample draws each row, one per row; blocks limit the memory."""
    block = max(1, BLOCK_OF_DRAWS // rows)
    return np.concatenate(
        [
            _times_in_block(rows, min(block, RESAMPLES - start), generator)
            for start in range(0, RESAMPLES, block)
        ]
    )


def _times_in_block(rows: int, resamples: int, generator: np.random.Generator) -> NDArray[np.int64]:
    draws = generator.integers(0, rows, (resamples, rows)) + np.arange(resamples)[:, None] * rows
    return np.bincount(draws.ravel(), minlength=resamples * rows).reshape(resamples, rows)


def _row_sums(values: Floats, groups: NDArray[np.int64]) -> Floats:
    """Sum the columns of each row by group.

    A matrix product is possible too, but its threads stall on shared processors.
    """
    width = int(groups.max()) + 1
    places = groups + np.arange(len(values))[:, None] * width
    sums = np.bincount(places.ravel(), weights=values.ravel(), minlength=len(values) * width)
    return sums.reshape(len(values), width)


def _logit_t(estimate: float, resampled: Floats, degrees: int) -> list[float]:
    """Return the t interval of an index between 0 and 1, on the logit scale."""
    centre, *others = logit(np.clip([estimate, *resampled], LEAST_INDEX, 1 - LEAST_INDEX))
    distance = np.sqrt(np.mean((np.array(others) - centre) ** 2))
    reach = student_t_quantile(0.975, degrees) * distance
    if distance == 0:
        return [float(estimate)] * 2
    # An index of 0 or 1 has no logit, so it is handled separately.
    return [
        float(min(estimate, expit(centre - reach))),
        float(max(estimate, expit(centre + reach))),
    ]


def _interval(estimates: Floats) -> list[float]:
    return [float(end) for end in np.percentile(estimates, PERCENTILES)]
