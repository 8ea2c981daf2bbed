"""Build the text and the plot of a figure from its parts."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from reports.charts.plot import Plot, p9
from reports.charts.theme import CAPTION_TEXT, SUBTITLE_TEXT, TEXT_WIDTH, TITLE_TEXT, WIDTH
from reports.marts.reader import NotEnoughDataError, Query, Scope
from reports.text.sentence import Sentence
from reports.text.typesetting import balance, wrap

LONGEST = 50  # letters of a licence in a caption; the page of sources has the longer ones
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
    ``data`` has exactly the rows drawn. ``finding`` becomes the title, and its numbers are of
    the metrics of the scopes; without one the title is the question. ``height`` is in inches.
    """

    scopes: Sequence[Scope]
    population: str
    notes: str
    data: pd.DataFrame
    alt: str
    plot: Plot
    height: float
    finding: Sentence | None = None


@dataclass(frozen=True)
class Figure:
    """A plotnine plot with its text, exactly the rows that it draws, and their queries.

    ``height`` is in inches.
    """

    id: str
    text: FigureText
    alt: str
    data: pd.DataFrame
    plot: Plot
    height: float
    queries: Sequence[Query]


def _wrap_lines(text: str, size: float) -> str:
    return "\n".join(wrap(line, TEXT_WIDTH, size) for line in text.split("\n"))


def assemble(
    figure_id: str,
    question: str,
    parts: Parts,
    queries: Sequence[Query],
) -> Figure:
    """Add the title, subtitle and caption to the plot of a figure."""
    caption = f"{parts.notes}\nSource: {_sources(parts.scopes)}." if parts.scopes else parts.notes
    text = FigureText(str(parts.finding or question), f"{parts.population}.", caption)
    size = p9.theme(figure_size=(WIDTH, parts.height))
    plot = parts.plot + p9.labs(**text.labels()) + size
    return Figure(figure_id, text, parts.alt, parts.data, plot, parts.height, queries)


def _sources(scopes: Sequence[Scope]) -> str:
    """Cite every list once, with its licence."""
    lists = {
        scope.citation: f" ({scope.licence})" if len(scope.licence) <= LONGEST else ""
        for scope in scopes
    }
    return "; ".join(f"{citation}{licence}" for citation, licence in lists.items())


def require_periods(
    rows: pd.DataFrame, enough: str = "5 cases or more", column: str = "period"
) -> None:
    """Raise NotEnoughDataError if there are fewer than two periods.

    ``enough`` is the rule of a period. If ``column`` is year, the error names years.
    """
    number = rows[column].nunique()
    if number < FEWEST_PERIODS:
        have = {0: f"No {column} has", 1: f"Only one {column} has"}[number]
        raise NotEnoughDataError(f"{have} {enough}; the figure needs {FEWEST_PERIODS}.")
