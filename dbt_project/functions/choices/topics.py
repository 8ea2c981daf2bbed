"""The gap between compute-intensive and other topics, under every combination of choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dbt_project.functions.choices.combinations import (
    Cell,
    Chosen,
    Parts,
    Question,
    Specification,
    specifications,
)
from dbt_project.functions.estimates.arrays import Booleans, Floats, Integers
from dbt_project.functions.estimates.intensity import (
    Lists,
    gaps_of_lists,
    sums_of_lists,
    weights_of_periods,
)

FEWEST_WORKS = 20
FEWEST_LISTS = 5
LARGE = 22.0  # log10 FLOP
LARGEST = "_largest"
STEPS_WITH_INTERVAL = 2
Columns = Mapping[str, NDArray[np.generic]]


class Works(NamedTuple):
    """Accepted papers, and a row for each of their topics.

    ``papers`` has paper_key, venue, year, fixed_period, team_class, has_industry, has_academia,
    is_machine_learning and the measures of int_intensity_papers; ``topics`` has work_key, topic and
    share. Keys are ascending.
    """

    papers: Columns
    topics: Columns


class _Works:
    """Codes of papers and of the rows of their topics, for papers of known class."""

    def __init__(self, works: Works) -> None:
        self.papers = works.papers
        fixed = np.ma.filled(np.ma.asarray(works.papers["fixed_period"]), "").astype(str)
        place = np.searchsorted(works.papers["paper_key"], works.topics["work_key"])
        place = np.minimum(place, len(works.papers["paper_key"]) - 1)
        known = works.papers["team_class"] != "unknown"
        is_paper = works.papers["paper_key"][place] == works.topics["work_key"]
        self.is_known = known & (fixed != "")
        rows = np.flatnonzero(is_paper & self.is_known[place])
        self.paper = place[rows]
        self.share = np.asarray(works.topics["share"], float)[rows]
        self.topic = np.unique(works.topics["topic"], return_inverse=True)[1][rows]
        self.is_machine_learning = np.asarray(works.papers["is_machine_learning"], bool)
        names = np.char.add(works.papers["venue"].astype(str), works.papers["year"].astype(str))
        _, first, self.listed = np.unique(names, return_index=True, return_inverse=True)
        self.venue = np.unique(works.papers["venue"], return_inverse=True)[1][first]
        self.of_period = fixed
        self.periods, period = np.unique(fixed, return_inverse=True)
        self.period = period[first]
        self.counted: dict[str, Booleans] = {
            "academic_only": works.papers["team_class"] == "academic_only",
            "no_company": ~np.asarray(works.papers["has_industry"], bool),
            "any_university": np.asarray(works.papers["has_academia"], bool),
        }

    def measure(self, name: str, topics_of_paper: str) -> Floats:
        """Return the compute of the topics of each paper; NaN where it is not known."""
        column = self.papers[name + LARGEST * (topics_of_paper == "largest_topic")]
        return np.asarray(np.ma.filled(np.ma.asarray(column, float), np.nan))


def topic_specifications(
    question: Question, works: Works, quantiles: Mapping[str, float]
) -> list[Specification]:
    """Return the specifications; those more than two steps from the answer have no interval.

    ``quantiles`` are the parts of papers below each cut.
    """
    table = _Works(works)
    sides = lru_cache(partial(_side, table, quantiles))
    return specifications(question, partial(_cut, table, sides, question), partial(_gap, table))


def _side(
    works: _Works, quantiles: Mapping[str, float], measure_of: str, largest: str, cut: str
) -> Integers | None:
    """Return 1 for an intensive paper, 0 for another, and -1 where it is not known."""
    measure = works.measure(measure_of, largest)
    if cut in quantiles:
        groups = works.of_period if measure_of == "of_period" else np.zeros(len(measure))
        limit = _limits(measure, groups, quantiles[cut])
    elif measure_of == "accelerators":
        return None
    else:
        limit = np.full(len(measure), LARGE)
    return np.where(np.isnan(measure), -1, measure >= limit).astype(np.int8)


def _cut(
    works: _Works,
    sides: Callable[[str, str, str], Integers | None],
    question: Question,
    chosen: Chosen,
) -> Parts | None:
    """Return the side of papers, whether they count, and whether venues are fixed."""
    side = sides(chosen["topic_compute"], chosen["topics_of_paper"], chosen["cut"])
    if side is None:
        return None
    if chosen["subject"] == "machine_learning":
        side = np.where(works.is_machine_learning, side, -1).astype(np.int8)
    steps = sum(
        chosen[axis] != of[0] for axis, of in zip(question.axes, question.choices, strict=True)
    )
    way = np.array([chosen["venues"] == "fixed_venues", steps <= STEPS_WITH_INTERVAL])
    return side, works.counted[chosen["team"]], way


def _limits(measure: Floats, groups: NDArray[np.generic], quantile: float) -> Floats:
    """Return the quantile of the known measures of each paper's group."""
    limits = np.full(len(measure), np.nan)
    for group in np.unique(groups):
        inside = (groups == group) & ~np.isnan(measure)
        if inside.any():
            limits[groups == group] = np.quantile(measure[inside], quantile, method="inverted_cdf")
    return limits


def _gap(works: _Works, side: Integers, counted: Booleans, way: Booleans) -> Cell | None:
    is_fixed, has_interval = bool(way[0]), bool(way[1])
    enough = _periods_with_enough(works, side)
    if not enough[-1]:
        return None
    lists = _sums(works, side, counted, enough, by_topic=has_interval)
    n = round(float((lists.n * lists.period[:, -1:]).sum()))
    if has_interval:
        periods = works.periods[enough].tolist()
        gaps = gaps_of_lists(lists, periods, is_fixed, True)
        gap = next((g for g in gaps if (g.period, g.unit) == (periods[-1], "share_gap")), None)
        return gap and Cell(gap.value, gap.ci_low, gap.ci_high, n, None)
    with np.errstate(all="ignore"):
        value = float((weights_of_periods(lists, is_fixed)[-1] * lists.k).sum())
    return None if np.isnan(value) else Cell(value, None, None, n, None)


def _periods_with_enough(works: _Works, side: Integers) -> Booleans:
    """Return whether each period has enough works on both sides, and lists with intensive ones."""
    counts = [
        np.bincount(works.listed[works.is_known & (side == of)], minlength=len(works.venue))
        for of in (0, 1)
    ]
    period = np.eye(len(works.periods))[works.period]
    has_works = ((period.T @ np.transpose(counts)) >= FEWEST_WORKS).all(axis=1)
    return np.asarray(has_works & (period.T @ (counts[1] > 0) >= FEWEST_LISTS))


def _sums(
    works: _Works, side: Integers, counted: Booleans, enough: Booleans, *, by_topic: bool
) -> Lists:
    """Return the sums of the periods with enough works; a gap without interval needs no topics."""
    kept = works.is_known & (side >= 0) & enough[works.period[works.listed]]
    if by_topic:
        rows = kept[works.paper]
        paper, topic, share = works.paper[rows], works.topic[rows], works.share[rows]
    else:
        paper = np.flatnonzero(kept)
        topic, share = np.zeros(len(paper), int), np.ones(len(paper))
    is_listed = np.bincount(works.listed[paper], minlength=len(works.venue)) > 0
    first, number = np.flatnonzero(is_listed), np.cumsum(is_listed) - 1
    return sums_of_lists(
        number[works.listed[paper]],
        topic,
        side[paper].astype(int),
        share,
        share * counted[paper],
        share**2,
        np.unique(works.venue[first], return_inverse=True)[1],
        np.unique(works.period[first], return_inverse=True)[1],
    )
