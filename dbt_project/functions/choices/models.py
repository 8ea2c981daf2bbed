"""The answers on models, under every combination of choices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from math import isnan, nan, sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dbt_project.functions.choices.combinations import (
    FEWEST_CASES,
    Cell,
    Chosen,
    Parts,
    Question,
    Specification,
    Years,
    specifications,
)
from dbt_project.functions.estimates.arrays import Booleans, Floats, Integers
from dbt_project.functions.estimates.gaps import Budget, gaps_of_draws, needed_compute
from dbt_project.functions.estimates.gaps import Model as AmountOfModel
from dbt_project.functions.estimates.growth import growth_line
from dbt_project.functions.estimates.imputation import DRAWS, imputed, pooled
from dbt_project.functions.estimates.intervals import (
    LEAST_DEGREES,
    NORMAL_975,
    Estimate,
    effective_n,
    student_t_quantile,
    wilson_t,
)
from dbt_project.functions.estimates.jackknife import effective_degrees
from dbt_project.functions.estimates.shares import ShareOfModels, share_by_owner

FEWEST_OF_SIDE = 10
FIRST_YEAR = 2010
ALL = "all_models"
SHARE = ("value", "effective_n")
MONTH = "node"  # the budget of the answer on reach


class Model(NamedTuple):
    """A model of the newest lists, with the conditions among the choices that keep it."""

    source: str
    choices: list[str]
    team_class: str
    labelled_class: str
    has_academia: bool
    has_industry: bool
    is_labelled_academia: bool
    is_labelled_industry: bool
    main_owner: str
    main_domain: str
    year: int
    year_fraction: float
    training_compute_flop: float | None
    log10_flop: float | None
    base_log10_flop: float | None
    parameters: float | None


class YearsBudget(NamedTuple):
    """The log10 FLOP of a budget in a year, for one rule of hardware and one utilisation."""

    budget: str
    hardware_rule: str
    utilization_level: str
    year: int
    log10_flop: float


class _Models:
    """Columns of models, and the choices as columns of truth."""

    def __init__(
        self, models: list[Model], conditions: list[str], years: list[Years], seed: int
    ) -> None:
        columns: Any = Model._make(zip(*models, strict=True))
        held = [set(choices) for choices in columns.choices]
        self.kept = {name: np.array([name in one for one in held]) for name in conditions}
        self.years = {one.choice: (one.first_year, one.last_year) for one in years}
        self.classes = {
            "our_classes": _each(columns.team_class),
            "publisher_classes": _each(columns.labelled_class),
        }
        self.has_academia = {
            "our_classes": np.array(columns.has_academia, bool),
            "publisher_classes": np.array(columns.is_labelled_academia, bool),
        }
        self.has_industry = {
            "our_classes": np.array(columns.has_industry, bool),
            "publisher_classes": np.array(columns.is_labelled_industry, bool),
        }
        self.source = _each(columns.source)
        self.owners, self.owner = np.unique(columns.main_owner, return_inverse=True)
        self.domain = np.unique(columns.main_domain, return_inverse=True)[1]
        self.year = np.array(columns.year)
        self.date = np.array(columns.year_fraction, float)
        self.flop = np.array(columns.training_compute_flop, float)
        self.log10_flop = np.array(columns.log10_flop, float)
        self.base = np.array(columns.base_log10_flop, float)
        self.drawn = self._drawn(np.array(columns.parameters, float), seed)

    def _drawn(self, parameters: Floats, seed: int) -> Floats:
        """Return draws of log10 FLOP (D x N), of each list by itself.

        An analysis compares classes, so they are among the predictors: without them, a gap would
        shrink to what parameters explain (Meng 1994, Multiple-imputation inferences with
        uncongenial sources of input).
        """
        sizes = np.log10(np.where(parameters > 0, parameters, nan))
        is_since = np.where(self.year >= FIRST_YEAR, 1, nan)
        domains = np.eye(self.domain.max() + 1)[self.domain]
        company = self.has_industry["our_classes"]
        predictors = np.column_stack([is_since * sizes, self.date - FIRST_YEAR, company, domains])
        drawn = np.tile(self.log10_flop, (DRAWS, 1))
        for rows in (self.kept[ALL], ~self.kept[ALL]):
            drawn[:, rows] = imputed(self.log10_flop[rows], predictors[rows], seed)
        return drawn

    def chosen(self, question: Question, chosen: Chosen, *, but: str = "") -> Booleans:
        """Return the models that all conditions of a combination keep, but those of one axis."""
        first, last = question.first_year, question.last_year
        kept = self.source[question.source]
        for axis, choice in chosen.items():
            if axis != but:
                first, last = self.years.get(choice, (first, last))
                kept = kept & self.kept.get(choice, True)
        return np.asarray(kept & (self.year >= first) & (self.year <= last))

    def amounts(self, chosen: Chosen, kept: Booleans) -> Floats | None:
        """Return the log10 FLOP of the models that are kept, in draws (D x models kept).

        There is one draw if all are known, and None if one of them cannot be drawn.
        """
        drawn = self.log10_flop[None, kept]
        if np.isnan(drawn).any():
            drawn = self.drawn[:, kept]
        if np.isnan(drawn[0]).any():
            return None
        return np.fmax(drawn, self.base[kept]) if chosen.get("amount") == "with_base" else drawn


def _each(values: list[str]) -> dict[str, Booleans]:
    """Return which rows have each value; none has another."""
    column = np.array(values)
    none = np.zeros(len(column), bool)
    return defaultdict(lambda: none, {str(one): column == one for one in np.unique(column)})


def model_specifications(
    questions: list[Question],
    models: list[Model],
    conditions: list[str],
    years: list[Years],
    budgets: list[YearsBudget],
    awards: list[Budget],
    seed: int,
) -> Iterator[Specification]:
    """Yield the specifications of the questions on models.

    ``conditions`` are the choices that a model may have, and ``years`` those with years of their
    own; ``awards`` are all budgets of ``needed_compute``, in its order.
    """
    if not models:
        return
    table = _Models(models, conditions, years, seed)
    limits = {
        (b.hardware_rule, b.utilization_level, b.year): b.log10_flop
        for b in budgets
        if b.budget == MONTH
    }
    share = partial(_share, table)
    statistics: dict[str, tuple[Callable[..., Parts | None], Callable[..., Cell | None]]] = {
        "who-trains": (_teams, share),
        "how-fast": (_grown, partial(_growth, table)),
        "how-far-apart": (_sides, partial(_gap, table)),
        "what-academia-has": (_needed, partial(_need, table, awards, seed)),
        "what-is-in-reach": (partial(_reached, limits), share),
        "who-discloses": (_disclosed, share),
    }
    for question in questions:
        if question.question in statistics:
            select, estimate = statistics[question.question]
            yield from specifications(question, partial(select, table, question), estimate)


def _teams(models: _Models, question: Question, chosen: Chosen) -> Parts:
    labels = chosen["labels"]
    classes, industry = models.classes[labels], models.has_industry[labels]
    kept = models.chosen(question, chosen) & ~classes["unknown"]
    counted = {
        "academic_only": classes["academic_only"],
        "no_company": ~industry,
        "any_university": models.has_academia[labels],
    }[chosen["team"]]
    return kept, kept & counted


def _share(models: _Models, kept: Booleans, counted: Booleans) -> Cell | None:
    if kept.sum() < FEWEST_CASES:
        return None
    shares = [_by_owner(models.owner[kept], of[kept]) for of in np.atleast_2d(counted)]
    share = shares[0]
    if len(shares) > 1:
        return _share_of_draws(shares)
    ends = (share.ci_low, share.ci_high) if share.degrees >= LEAST_DEGREES else (nan, nan)
    return Cell(share.value, *ends, share.n, int(share.k))


def _by_owner(owner: Integers, counted: Booleans) -> ShareOfModels:
    n, k = np.bincount(owner), np.bincount(owner, counted)
    has = n > 0
    return share_by_owner(n[has].tolist(), k[has].tolist(), [0] * int(has.sum()))


def _share_of_draws(shares: list[ShareOfModels]) -> Cell:
    """Return Wilson's interval of several draws.

    Lott and Reiter (2020), Wilson confidence intervals for binomial proportions with multiple
    imputation for incomplete data.
    """
    value, informs = (np.array([getattr(s, name) for s in shares]) for name in SHARE)
    n, degrees = shares[0].n, shares[0].degrees
    told = pooled(value, value * (1 - value) / informs, degrees)
    cases = effective_n(told.value, told.variance, n, n)
    ends = wilson_t(told.value, cases, told.degrees, 0.975)
    return Cell(told.value, *(ends if degrees >= LEAST_DEGREES else (nan, nan)), n, None)


def _of_draws(
    estimates: list[tuple[float, float, float]], quantile: float, degrees: float
) -> Estimate:
    """Return an estimate of several draws with its t interval, from those of each draw.

    An interval has ``quantile`` standard errors on each side.
    """
    value, low, high = np.array(estimates).T
    told = pooled(value, ((high - low) / 2 / quantile) ** 2, degrees)
    half = student_t_quantile(0.975, told.degrees) * sqrt(told.variance)
    return Estimate(told.value, told.value - half, told.value + half)


def _grown(models: _Models, question: Question, chosen: Chosen) -> Parts:
    return (models.chosen(question, chosen),)


def _growth(models: _Models, kept: Booleans) -> Cell | None:
    if kept.sum() < FEWEST_CASES:
        return None
    places = np.flatnonzero(kept)
    places = places[
        np.lexsort((models.owner[places], models.log10_flop[places], models.date[places]))
    ]
    owners = [str(models.owners[owner]) for owner in models.owner[places]]
    line = growth_line(models.date[places].tolist(), models.log10_flop[places].tolist(), owners)
    if np.isnan(line.value):
        return None
    ends = (line.ci_low, line.ci_high) if line.degrees >= LEAST_DEGREES else (nan, nan)
    return Cell(line.value, *ends, line.n, None)


def _sides(models: _Models, question: Question, chosen: Chosen) -> Parts | None:
    labels = chosen["labels"]
    classes, company = models.classes[labels], models.has_industry[labels]
    kept = models.chosen(question, chosen, but="gap_date")
    if chosen["sides"] == "by_company":
        kept, industry = kept & ~classes["unknown"], company
    else:
        industry = classes["industry_only"]
        kept = kept & (industry | classes["academic_only"])
    is_held = chosen["held"] == "main_domain"
    domain = models.domain if is_held else np.zeros_like(models.domain)
    at = {"newest_date": question.first_year + 0.5, "all_dates": nan}.get(chosen["gap_date"])
    date = np.array([models.years[chosen["gap_date"]][0] + 0.5 if at is None else at])
    amounts = models.amounts(chosen, kept)
    return None if amounts is None else (kept, kept & industry, amounts, domain, date)


def _gap(
    models: _Models,
    kept: Booleans,
    industry: Booleans,
    amounts: Floats,
    domain: Integers,
    at: Floats,
) -> Cell | None:
    n, of_industry = int(kept.sum()), int(industry.sum())
    if min(of_industry, n - of_industry) < FEWEST_OF_SIDE:
        return None
    date, side = models.date[kept], industry[kept]
    # A trend says nothing of dates that a side does not have.
    if (
        min(date[side].max(), date[~side].max()) < at[0]
        or max(date[side].min(), date[~side].min()) > at[0]
    ):
        return None
    owner, level = (np.unique(one[kept], return_inverse=True)[1] for one in (models.owner, domain))
    of_date = None if isnan(at[0]) else float(at[0])
    gaps = gaps_of_draws(date, amounts, side.astype(float), owner, level, of_date)
    gap = gaps[0]
    if np.isnan(gap.value):
        return None
    if len(gaps) == 1:
        return Cell(gap.value, gap.ci_low, gap.ci_high, n, None)
    quantile = student_t_quantile(0.975, gap.degrees)
    return Cell(*_of_draws([each[:3] for each in gaps], quantile, gap.degrees), n, None)


def _needed(models: _Models, question: Question, chosen: Chosen) -> Parts | None:
    kept = models.chosen(question, chosen)
    drawn = models.amounts(chosen, kept)
    return None if drawn is None else (kept, drawn, np.array([chosen["award"]]))


def _need(
    models: _Models,
    awards: list[Budget],
    seed: int,
    kept: Booleans,
    drawn: Floats,
    award: NDArray[np.str_],
) -> Cell | None:
    n = int(kept.sum())
    if n < FEWEST_CASES:
        return None
    # What is known is taken as published, and not as the power of its logarithm.
    flop, owner = models.flop[kept], models.owner[kept]
    needs = [
        need[2:]
        for amounts in np.where(np.isnan(flop), 10**drawn, flop)
        for need in needed_compute(_of_owners(models, amounts, owner), awards, seed)
        if (need.budget, need.statistic) == (award[0], "median")
    ]
    if len(needs) > 1:
        degrees = effective_degrees(np.bincount(models.owner[kept]))
        return Cell(*_of_draws(needs, NORMAL_975, degrees), n, None)
    return Cell(*needs[0], n, None) if needs else None


def _of_owners(models: _Models, flop: Floats, owner: Integers) -> list[AmountOfModel]:
    return [
        AmountOfModel(amount=float(flop[i]), owner=str(models.owners[owner[i]]))
        for i in np.lexsort((owner, flop))
    ]


def _reached(
    limits: dict[tuple[str, str, int], float], models: _Models, question: Question, chosen: Chosen
) -> Parts | None:
    year = models.years.get(chosen["year"], (question.first_year, question.last_year))[1]
    limit = limits.get((chosen["hardware"], chosen["use"], year))
    if limit is None:
        return None
    kept = models.chosen(question, chosen)
    drawn = models.amounts(chosen, kept)
    if drawn is None:
        return None
    counted = np.zeros((len(drawn), len(kept)), bool)
    counted[:, kept] = drawn <= limit
    return kept, counted


def _disclosed(models: _Models, question: Question, chosen: Chosen) -> Parts:
    kept = models.chosen(question, chosen, but="compute")
    if chosen["makers"] == "without_two":
        sizes = np.bincount(models.owner[kept], minlength=len(models.owners))
        kept = kept & ~np.isin(models.owner, np.argsort(-sizes, kind="stable")[:2])
    return kept, kept & models.kept[chosen["compute"]]
