"""Build the text and the plot of a figure from its parts."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
from scipy.special import ndtri, stdtrit

from reports.charts.plot import Plot
from reports.charts.theme import CAPTION_TEXT, SUBTITLE_TEXT, TEXT_WIDTH, TITLE_TEXT
from reports.figure_catalogue import FigureSpec
from reports.marts.reader import Estimate, Marts, NotEnoughDataError, Scope
from reports.text.formatting import (
    count,
    definition_name,
    licence_name,
    percent,
    percent_range,
    plain,
    quoted,
    sentence_list,
)
from reports.text.typesetting import balance, wrap

POPULATIONS = {
    "models": ("disclosure_share", "notable"),
    "papers": ("paper_affiliation_coverage", "accepted"),
}
MOST_NAMED = 3
LEVEL = 0.05
# Five comparisons: academic-only models by period, compute of both teams, disclosure, two of
# adoption.
COMPARISONS = 5
FEWEST_PERIODS = 2


@dataclass(frozen=True)
class FigureText:
    """Title, subtitle and caption of a figure, each one or more sentences."""

    title: str
    subtitle: str
    caption: str

    def labels(self) -> dict[str, str]:
        """Break the text into lines that fit the figure."""
        return {
            "title": balance(self.title, TEXT_WIDTH, TITLE_TEXT, bold=True),
            "subtitle": _wrap_lines(self.subtitle, SUBTITLE_TEXT),
            "caption": _wrap_lines(self.caption, CAPTION_TEXT),
        }


@dataclass(frozen=True)
class Parts:
    """The parts in which figures differ.

    ``scopes`` are the drawn lists, with the main one first. ``notes`` explain the marks.
    ``data`` has exactly the rows drawn. ``finding`` becomes the title; without one the title is the
    question. ``entity`` is models or papers. ``height`` is in inches.
    """

    scopes: Sequence[Scope]
    population: str
    notes: str
    data: pd.DataFrame
    alt: str
    plot: Callable[[FigureText], Plot]
    height: float | Callable[[FigureText], float]
    finding: str | None = None
    entity: str = "models"


@dataclass(frozen=True)
class Figure:
    """A plotnine plot with its text and exactly the rows that it draws; ``height`` is in inches."""

    id: str
    text: FigureText
    alt: str
    data: pd.DataFrame
    plot: Plot
    height: float


def _wrap_lines(text: str, size: float) -> str:
    return "\n".join(wrap(line, TEXT_WIDTH, size) for line in text.split("\n"))


def assemble(marts: Marts, spec: FigureSpec, parts: Parts) -> Figure:
    """Write the title, subtitle and caption of a figure, and draw its plot."""
    text = _text(marts, spec, parts)
    height = parts.height if isinstance(parts.height, float) else parts.height(text)
    return Figure(spec.id, text, parts.alt, parts.data, parts.plot(text), height)


def _text(marts: Marts, spec: FigureSpec, parts: Parts) -> FigureText:
    """State what is drawn, from which lists, and how to read it.

    The sample has no finding: it is not the population.
    """
    title = parts.finding or spec.question
    scopes = parts.scopes
    if not scopes:
        return FigureText(title, f"{parts.population}.", parts.notes)
    lists = {f"{plain(s.publisher, 60)}, as of {s.vintage:%Y-%m-%d}": None for s in scopes}
    subtitle = f"{parts.population}. {'; '.join(lists)}."
    if scopes[0].is_sample:
        subtitle = f"{sample_notice(marts, parts.entity)}.\n{parts.population}."
        title = spec.question
    return FigureText(title, subtitle, f"{parts.notes}\nSource: {_sources(scopes)}")


def _sources(scopes: Sequence[Scope]) -> str:
    """Cite every list once, with the definitions drawn from it and its licence."""
    drawn: dict[tuple[str, str, str], dict[str, None]] = {}
    for s in scopes:
        place = (plain(s.publisher, 60), f"{s.vintage:%Y-%m-%d}", licence_name(s.licence))
        drawn.setdefault(place, {})[s.definition] = None
    return " ".join(
        f"{publisher}, {vintage}; {_definitions(list(ids))}. Licence: {licence}."
        for (publisher, vintage, licence), ids in drawn.items()
    )


def _definitions(ids: Sequence[str]) -> str:
    """Name definitions in words, or state their number if they are too many for a caption."""
    if len(ids) > MOST_NAMED:
        return f"{len(ids)} definitions"
    names = sentence_list([quoted(definition_name(name)) for name in ids])
    return f"definition{'s' if len(ids) > 1 else ''} {names}"


def sample_notice(marts: Marts, entity: str) -> str:
    """State that the data is the embedded sample; ``entity`` is models or papers."""
    return (
        f"Embedded sample of {count(listed(marts, entity))} landmark {entity}, "
        "chosen by hand: not the population"
    )


def listed(marts: Marts, entity: str) -> int:
    """Count the models or papers on the latest list, as the metrics do; return 0 without a list."""
    whole = marts.estimate(marts.scope(*POPULATIONS[entity]), "all")
    return whole.n if whole else 0


def require_periods(
    rows: pd.DataFrame, enough: str = "5 cases or more", column: str = "period"
) -> None:
    """Raise NotEnoughDataError if there are fewer than two periods.

    ``enough`` is the rule of a period. If ``column`` is year, the error names years.
    """
    found = rows[column].nunique()
    if found < FEWEST_PERIODS:
        have = {0: f"No {column} has", 1: f"Only one {column} has"}[found]
        raise NotEnoughDataError(f"{have} {enough}; the figure needs {FEWEST_PERIODS}.")


def with_interval(estimate: Estimate, digits: int = 0) -> str:
    """Write a share with its interval, as ``14% (10-21%)`` with an en dash."""
    high = 1.0 if estimate.ci_high is None else estimate.ci_high
    return f"{percent(estimate.value, digits)} ({percent_range(estimate.ci_low, high, digits)})"


def cases(estimate: Estimate) -> str:
    """Format k of n, or only n if the estimate counts no cases in a class."""
    if estimate.k is None:
        return f"n = {count(estimate.n)}"
    return f"{count(estimate.k)} of {count(estimate.n)}"


def fell(before: Estimate | None, after: Estimate | None) -> bool:
    """Return whether a test of the difference shows that the later share is lower.

    The interval of the difference follows from both intervals (Newcombe's square-and-add), so it
    accounts for models of one organisation. Organisations in both periods make the test stricter.
    """
    if before is None or after is None:
        return False
    ends, later_ends = _ends_in_a_test(before), _ends_in_a_test(after)
    if ends is None or later_ends is None:
        return False
    reach = math.hypot(before.value - ends[0], later_ends[1] - after.value)
    return before.value - after.value > reach


def _ends_in_a_test(share: Estimate) -> tuple[float, float] | None:
    """Return the Wilson interval at the level of one of all comparisons (Bonferroni)."""
    if share.effective_n is None:
        return None
    tail = 1 - LEVEL / COMPARISONS / 2
    z = float(ndtri(tail) if share.degrees is None else stdtrit(share.degrees, tail))
    n = share.effective_n
    middle = share.value + z * z / (2 * n)
    half = z * math.sqrt(share.value * (1 - share.value) / n + (z / (2 * n)) ** 2)
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def is_majority(estimate: Estimate | None) -> bool:
    """Return whether the interval is above one half."""
    return estimate is not None and estimate.ci_low > 0.5
