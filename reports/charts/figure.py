"""What a figure is, when it may be drawn, and the words that every figure carries."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from reports.charts.plot import Plot
from reports.charts.theme import CAPTION_TEXT, SUBTITLE_TEXT, TEXT_WIDTH, TITLE_TEXT
from reports.marts.reader import Estimate, Marts, NotEnoughDataError, Scope
from reports.text.formatting import count, percent, percent_range, plain, sentence_list
from reports.text.typesetting import balance, wrap

WHOLE = {
    "models": ("disclosure_share", "notable"),
    "papers": ("paper_affiliation_coverage", "accepted"),
}
MOST_NAMED = 6


@dataclass(frozen=True)
class Words:
    """Title, subtitle and caption of a figure, each one or more sentences."""

    title: str
    subtitle: str
    caption: str

    def labels(self) -> dict[str, str]:
        """Break the words into lines that fit the figure."""
        return {
            "title": balance(self.title, TEXT_WIDTH, TITLE_TEXT, bold=True),
            "subtitle": _wrap_lines(self.subtitle, SUBTITLE_TEXT),
            "caption": _wrap_lines(self.caption, CAPTION_TEXT),
        }


@dataclass(frozen=True)
class Figure:
    """A plotnine plot with its words and exactly the rows it draws; ``height`` in inches."""

    id: str
    words: Words
    alt: str
    data: pd.DataFrame
    plot: Plot
    height: float


def _wrap_lines(text: str, size: float) -> str:
    return "\n".join(wrap(line, TEXT_WIDTH, size) for line in text.split("\n"))


@dataclass(frozen=True)
class Topic:
    """What a figure is about, whatever its numbers say.

    ``entity`` is models or papers; ``question`` is the title where no finding is supported;
    ``notes`` say how to read the drawing.
    """

    entity: str
    question: str
    notes: str


def words(
    marts: Marts,
    scope: Scope,
    topic: Topic,
    population: str,
    finding: str | None,
    further: Sequence[Scope] = (),
) -> Words:
    """Word a figure: what it shows of whom and how many, from where, and how to read it.

    A finding is a title only where it is about the population: the sample has none. ``further``
    are the scopes of what is drawn beside the first one.
    """
    scopes = (scope, *further)
    lists = {f"{plain(s.publisher, 60)}, as of {s.vintage:%Y-%m-%d}": None for s in scopes}
    subtitle = f"{population}. {'; '.join(lists)}."
    if scope.is_sample:
        subtitle = f"{sample_notice(marts, topic.entity)}.\n{population}."
        finding = None
    return Words(finding or topic.question, subtitle, f"{topic.notes}\nSource: {_sources(scopes)}")


def _sources(scopes: Sequence[Scope]) -> str:
    """Cite every list once, with the definitions drawn from it and its licence."""
    drawn: dict[tuple[str, str, str], dict[str, None]] = {}
    for s in scopes:
        place = (plain(s.publisher, 60), f"{s.vintage:%Y-%m-%d}", plain(s.licence, 60))
        drawn.setdefault(place, {})[s.definition] = None
    return " ".join(
        f"{publisher}, {vintage}; {_definitions(list(ids))}. Data licence: {licence}."
        for (publisher, vintage, licence), ids in drawn.items()
    )


def _definitions(ids: Sequence[str]) -> str:
    """Name definitions; too many to read in a caption are counted."""
    if len(ids) > MOST_NAMED:
        return f"{len(ids)} definitions"
    names = sentence_list([plain(name, 60) for name in ids])
    return f"definition{'s' if len(ids) > 1 else ''} {names}"


def sample_notice(marts: Marts, entity: str) -> str:
    """How the sample is named wherever it is shown; ``entity`` is models or papers."""
    return (
        f"Embedded sample of {count(listed(marts, entity))} landmark {entity}, "
        "chosen by hand: not the population"
    )


def listed(marts: Marts, entity: str) -> int:
    """Models or papers on the newest list, as the metrics count them; none is 0."""
    whole = marts.estimate(marts.scope(*WHOLE[entity]), "all")
    return whole.n if whole else 0


def need_periods(rows: pd.DataFrame, fewest: int = 2, enough: str = "5 cases or more") -> None:
    """Refuse to draw fewer than ``fewest`` periods; ``enough`` says what a period needs."""
    found = rows["period"].nunique()
    if found < fewest:
        raise NotEnoughDataError(
            f"Only {found} of the periods have {enough}; at least {fewest} are needed."
        )


def need_years(rows: pd.DataFrame, enough: str, fewest: int = 2) -> None:
    """Refuse to draw a course over fewer than ``fewest`` years; ``enough`` says what a year needs.

    For metrics that are not suppressed by the rule of 5 cases alone.
    """
    found = rows["year"].nunique()
    if found < fewest:
        raise NotEnoughDataError(f"Only {found} of the years have {enough}; {fewest} are needed.")


def with_interval(estimate: Estimate, digits: int = 0) -> str:
    """Write a share with its interval, as ``14% (10-21%)`` with an en dash."""
    high = 1.0 if estimate.ci_high is None else estimate.ci_high
    return f"{percent(estimate.value, digits)} ({percent_range(estimate.ci_low, high, digits)})"


def fell(before: Estimate | None, after: Estimate | None) -> bool:
    """Tell whether the whole later interval lies below the whole earlier one."""
    if before is None or after is None or after.ci_high is None:
        return False
    return after.ci_high < before.ci_low


def is_majority(estimate: Estimate | None) -> bool:
    """Tell whether the whole interval lies above one half."""
    return estimate is not None and estimate.ci_low > 0.5
