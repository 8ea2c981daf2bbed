"""A statement under every specification: all definitions, vintages and kinds of unknowns.

The first row has the margins of all specifications. The rows below repeat them for each choice, and
so show which choices they depend on. A margin is positive if the statement holds.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from matplotlib.ticker import MaxNLocator

from reports.charts.figure import FigureText, Parts
from reports.charts.layers import ratios
from reports.charts.plot import Plot, p9
from reports.charts.share_over_time import no_finding
from reports.charts.table_chart import TableScale, chart, column_width, height
from reports.charts.theme import INK, MUTED, TEXT_WIDTH
from reports.marts.reader import Marts, NotEnoughDataError, Scope, require
from reports.marts.revisions import specifications
from reports.text.formatting import (
    count,
    definition_name,
    factor,
    period_name,
    sentence_list,
    with_sign,
)

FEWEST = 2
GAP = 0.14  # inches
LEAST_SCALE = 0.01  # of a margin, so that margins of nothing have a scale too
STROKE = 0.28  # of a row, above and below its middle
GREY, FAINT = "#8a8a8a", "#dcdcdc"
NOTES = (
    "Grey: the statement holds. Crosses: it fails.{default} Fails: the number of specifications "
    "under which the statement fails, of all specifications. Margins ignore the intervals of the "
    "estimates; a margin near 0 is weak evidence."
)


@dataclass(frozen=True)
class Choice:
    """A kind of choice, its columns, and a function that names each option."""

    name: str
    columns: tuple[str, ...]
    word: Callable[..., str]

    @staticmethod
    def rank(option: tuple[Any, pd.DataFrame]) -> tuple[Any, ...]:
        """Return the rank of an option: periods before years, excluded unknowns before others."""
        key, _ = option
        # False sorts before true.
        first = [str(part) != "excluded" and "-" not in str(part) for part in key]
        return (*first, *key)


@dataclass(frozen=True)
class Statement:
    """A figure of all specifications of one statement; a call with the marts draws it.

    ``headline`` is its name in ``sensitivity_headlines``. ``scope`` is the metric, the definition
    and the rows that give its newest list. The default is the specification of that definition and
    of ``period``; without a period, of the newest period. ``margin`` formats margins. ``finding``
    takes the marts, the scope and the number of specifications. It is used if none fails.
    """

    headline: str
    scope: tuple[str, str]
    axis: str
    margin: Callable[[float], str]
    choices: tuple[Choice, ...]
    period: str | None = None
    finding: Callable[[Marts, Scope, int], str | None] = no_finding

    @property
    def definition(self) -> str:
        """Return the definition of the default specification."""
        return self.scope[1]

    def __call__(self, marts: Marts) -> Parts:
        """Read every specification that the source supports, and return the parts of the figure."""
        scope = require(marts.scope(*self.scope), "models with known compute")
        rows = specifications(marts, scope.source, self.headline)
        if len(rows) < FEWEST:
            raise NotEnoughDataError(
                f"Only {len(rows)} of the statement's specifications can be computed; the figure "
                f"needs {FEWEST}."
            )
        fails = (rows["margin"] < 0).any()
        options = _options(rows, self)
        count_of_rows = 2 - float(options["y"].min())
        return Parts(
            scopes=[replace(scope, definition=d) for d in sorted(rows["definition"].unique())],
            population=_population(rows),
            notes=f"{_verdict(rows)} {NOTES.format(default=_default_text(rows, self))}",
            finding=None if fails else self.finding(marts, scope, len(rows)),
            data=rows,
            alt=_alt(rows, options, self),
            plot=lambda text: _plot(rows, options, text, count_of_rows, self),
            height=lambda text: height(text, count_of_rows),
        )


DEFINITIONS = Choice("Definition", ("definition",), definition_name)
VINTAGES = Choice("Vintage", ("vintage",), lambda vintage: f"{vintage:%Y-%m-%d}")
PERIODS = Choice("Period", ("period",), period_name)


def points(margin: float) -> str:
    """Write a difference of shares in percentage points."""
    return with_sign(margin * 100)


def ratio(margin: float) -> str:
    """Write a power of ten as a ratio."""
    return factor(margin).replace(" times", "\N{MULTIPLICATION SIGN}")


def _population(rows: pd.DataFrame) -> str:
    low, high = count(int(rows["n"].min())), count(int(rows["n"].max()))
    pieces = [
        f"{number} {name}{'s' if number > 1 else ''}"
        for name, number in (
            ("definition", rows["definition"].nunique()),
            ("vintage", rows["vintage"].nunique()),
            ("period", rows["period"].nunique()),
            ("treatment", rows.groupby(["unknowns", "other_unknowns"]).ngroups),
        )
        # A single period is not a choice, but readers expect the numbers of definitions and
        # vintages.
        if number > 1 or name in ("definition", "vintage")
    ]
    unknown = " of models of unknown class" if pieces[-1].endswith("treatments") else ""
    models = low if low == high else f"{low} to {high}"
    return (
        f"{count(len(rows))} specifications of {sentence_list(pieces)}{unknown}, each of {models} "
        "models"
    )


def _verdict(rows: pd.DataFrame) -> str:
    """State how often the statement fails, and under which definitions."""
    failing = rows[rows["margin"] < 0]
    if failing.empty:
        return f"The statement holds under all {count(len(rows))} specifications."
    if len(failing) == len(rows):
        return f"The statement fails under all {count(len(rows))} specifications."
    names = [
        f"{definition_name(str(name))} ({count(int(n))})"
        for name, n in failing["definition"].value_counts(sort=False).sort_index().items()
    ]
    return (
        f"The statement fails under {count(len(failing))} of {count(len(rows))} "
        f"specifications, by definition: {sentence_list(names)}."
    )


def _options(rows: pd.DataFrame, statement: Statement) -> pd.DataFrame:
    """Return a row for all margins, one for the heading of each choice, and one for each option."""
    lines = [_option(0.0, "Every specification", rows["margin"])]
    place = -1.0
    for choice in statement.choices:
        lines.append({"y": place - 0.6, "kind": "heading", "label": choice.name})
        place -= 1.6
        for key, part in sorted(rows.groupby(list(choice.columns)), key=choice.rank):
            lines.append(_option(place, choice.word(*key), part["margin"]))
            place -= 1
    return pd.DataFrame(lines).assign(text_ink=INK)


def _option(place: float, label: str, margins: pd.Series) -> dict[str, Any]:
    row = {"y": place, "kind": "option", "label": label, "fails": _fails(margins)}
    return {**row, "low": margins.min(), "high": margins.max(), "margins": list(margins)}


def _fails(margins: pd.Series) -> str:
    return f"{count(int((margins < 0).sum()))} of {count(len(margins))}"


def _default(rows: pd.DataFrame, statement: Statement) -> pd.DataFrame:
    """Return the specification of the headline itself, or none if the list cannot support it."""
    matches = rows[
        (rows["definition"] == statement.definition)
        & (rows["unknowns"] == "excluded")
        & (rows["other_unknowns"] == "excluded")
        & ((rows["period"] == statement.period) if statement.period else True)
    ]
    # Several lists and periods may qualify, and a headline states the newest.
    return matches.sort_values(["vintage", "period"]).tail(1)


def _default_text(rows: pd.DataFrame, statement: Statement) -> str:
    default = _default(rows, statement)
    if default.empty:
        return ""
    return f" Diamond: the default, {statement.margin(float(default['margin'].iloc[0]))}."


def _plot(
    rows: pd.DataFrame,
    options: pd.DataFrame,
    text: FigureText,
    height_rows: float,
    statement: Statement,
) -> Plot:
    marks = options[options["kind"] == "option"]
    headings = options[options["kind"] == "heading"]
    low = min(float(rows["margin"].min()), 0.0)
    high = max(float(rows["margin"].max()), 0.0, low + LEAST_SCALE)
    left = max(column_width(marks["label"]), column_width(headings["label"], bold=True)) + 2 * GAP
    right = column_width(marks["fails"]) + 2 * GAP
    scale = TableScale(low, high, left, right)
    whole = statement.margin is ratio
    ticks = _ticks(low, high, whole)
    foot = float(options["y"].min()) - 0.5
    head = pd.DataFrame({"y": [1.0], "label": ["Fails"], "text_ink": INK})
    ends = pd.DataFrame({"top": [0.5], "foot": [foot]})
    default = _default(rows, statement)
    return chart(
        text,
        height_rows,
        statement.axis,
        [
            *scale.grid(ticks, ends),
            p9.geom_segment(p9.aes(y="foot", yend="top"), ends, x=0, xend=0, color=MUTED, size=0.8),
            *_margins(marks),
            p9.geom_point(
                p9.aes("margin"), default, y=0, color=INK, fill=INK, shape="D", size=2.6, stroke=0
            ),
            *scale.column(marks, "label", GAP / 2),
            *scale.column(headings, "label", 0, bold=True),
            *scale.column(marks, "fails", TEXT_WIDTH, align="right"),
            *scale.column(head, "label", TEXT_WIDTH, align="right", bold=True),
            *scale.scales(
                ticks,
                ratios if whole else lambda places: [statement.margin(place) for place in places],
                0.5 - foot,
                1.6,
            ),
        ],
    )


def _ticks(low: float, high: float, whole: bool) -> list[float]:
    """Return round numbers within the scale, or whole powers of ten if ``whole``."""
    matches = MaxNLocator(nbins=4, steps=[1, 2, 5, 10], integer=whole).tick_values(low, high)
    return [float(tick) for tick in matches if low <= tick <= high]


def _margins(options: pd.DataFrame) -> list[Any]:
    """Draw the range of each option, and its margins as strokes, or as crosses below 0."""
    each = options.explode("margins").assign(margin=lambda part: part["margins"].astype(float))
    holds, fails = each[each["margin"] >= 0], each[each["margin"] < 0]
    return [
        p9.geom_segment(p9.aes("low", "y", xend="high", yend="y"), options, color=FAINT, size=1.6),
        p9.geom_path(
            p9.aes("margin", "end", group="y"), _strokes(holds), color=GREY, size=0.6, na_rm=True
        ),
        p9.geom_point(p9.aes("margin", "y"), fails, color=INK, shape="x", size=1.7, stroke=0.5),
    ]


def _strokes(each: pd.DataFrame) -> pd.DataFrame:
    """Draw a short upright stroke for each margin; one broken line per row keeps files small."""
    strokes = each.merge(pd.DataFrame({"step": [-STROKE, STROKE, math.nan]}), how="cross")
    return strokes.assign(end=strokes["y"] + strokes["step"])


def _alt(rows: pd.DataFrame, options: pd.DataFrame, statement: Statement) -> str:
    """Write the verdict, the default and the range of margins of each option."""
    parts = [f"{statement.axis}: {_verdict(rows)}{_default_text(rows, statement)}"]
    for _, line in options.iterrows():
        if line["kind"] == "heading":
            parts.append(f"{line['label']}.")
        else:
            ends = f"{statement.margin(line['low'])} to {statement.margin(line['high'])}"
            parts.append(f"{line['label']}: {ends}, fails {line['fails']}.")
    return " ".join(parts)
