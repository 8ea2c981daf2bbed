"""The kind of figure that compares published figures with our values.

Our values are from the list nearest to the date of the published figure, and from the latest list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reports.charts.figure import FigureText, Parts
from reports.charts.layers import share_labels
from reports.charts.plot import Plot, p9
from reports.charts.table_chart import TableScale, chart, column_width, height
from reports.charts.theme import COLOURS, INK, MUTED, PAPER, SMALL_TEXT, TEXT_COLOURS, TEXT_WIDTH
from reports.marts import revisions
from reports.marts.reader import Marts, NotEnoughDataError, Scope
from reports.text.formatting import (
    count,
    definition_name,
    period_name,
    plain,
    sentence_list,
)
from reports.text.typesetting import wrap
from reports.text.units import format_interval, format_number, format_published

INDENT, GAP, DATE_INCHES = 0.08, 0.16, 0.72  # inches
HEADING_TEXT = SMALL_TEXT + 0.6
HEADING_GAP = 0.5  # rows left free above a heading
POINT = 2.2
SHARES = "Share"
RATIOS = "Our value / published figure"
NOTES = (
    "Black bars: published figures. Open points: our value on the list nearest to the date of the "
    "published figure, among the lists with enough cases. Filled points: our value on the latest "
    "such list. A list that is both is drawn once. Lines: 95% intervals. The page and the data of "
    "this figure explain each difference."
)


@dataclass(frozen=True)
class Comparison:
    """A figure of published values and our values; a call with the marts draws it.

    The figure has the published values of these metrics and units. If the axis is ``RATIOS``,
    values of several units share a scale, as ratios to the published value.
    """

    metrics: tuple[str, ...]
    units: tuple[str, ...]
    axis: str
    notes: str = NOTES

    @property
    def is_ratio(self) -> bool:
        """Return whether values are drawn as ratios."""
        return self.axis == RATIOS

    def __call__(self, marts: Marts) -> Parts:
        """Read every published figure that can be recomputed, and return the parts of the figure.

        A published value of zero is left out, because it has no ratio.
        """
        rows = revisions.comparisons(marts, self.metrics, self.units)
        if self.is_ratio:
            rows = rows[rows["published_value"] > 0].reset_index(drop=True)
        if rows.empty:
            raise NotEnoughDataError(
                "This publication has no list from which these published figures can be recomputed."
            )
        left_out = count(revisions.not_recomputed(marts))
        lines = _lines(rows, self.is_ratio)
        count_of_rows = 1 - float(lines["y"].min())
        return Parts(
            scopes=_scopes(marts, rows),
            population=(
                f"{count(rows['figure'].nunique())} published figures, each under the definitions "
                "that may match it; n next to each value"
            ),
            notes=f"{self.notes} Published figures that are not recomputed: {left_out}.",
            data=rows,
            alt=_alt(rows),
            plot=lambda text: _plot(lines, text, count_of_rows, self),
            height=lambda text: height(text, count_of_rows),
        )


def _scopes(marts: Marts, rows: pd.DataFrame) -> list[Scope]:
    """Return the latest list of every source, with each definition drawn from it."""
    newest = rows.groupby("source")["latest_vintage"].transform("max")
    marks = rows.assign(latest_vintage=newest).drop_duplicates(["source", "definition"])
    return [
        Scope(r["metric"], r["definition"], r["source"], r["latest_vintage"].date(), *terms)
        for _, r in marks.iterrows()
        for terms in [marts.terms(r["source"])]
    ]


def _lines(rows: pd.DataFrame, is_ratio: bool) -> pd.DataFrame:
    """List the lines of the chart from the top: for each figure a heading, then our values."""
    lines: list[dict[str, Any]] = []
    for _, part in rows.groupby("figure", sort=False):
        lines += _heading(part)
        for _, row in part.iterrows():
            lines += _values(row, is_ratio, several=part["period"].nunique() > 1)
    marks = pd.DataFrame(lines)
    # A statement may take several lines, and only its first line starts a block.
    starts = marks["kind"].eq("statement") & marks["kind"].shift().ne("statement")
    return marks.assign(block=starts.cumsum(), y=-marks.index - HEADING_GAP * (starts.cumsum() - 1))


def _heading(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the published statement, its authors, and our period if there is only one."""
    row = rows.iloc[0]
    statement = wrap(plain(row["statement"], 160), TEXT_WIDTH, HEADING_TEXT, bold=True).split("\n")
    value = format_published(row["published_value"], row["unit"], 0)
    ours = "" if rows["period"].nunique() > 1 else f"; ours: {period_name(row['period'])}"
    by = wrap(f"{plain(row['published_by'], 120)}: {value}{ours}", TEXT_WIDTH, SMALL_TEXT)
    return [
        *({"kind": "statement", "text": line, "text_ink": INK} for line in statement),
        *({"kind": "published", "text": line, "text_ink": MUTED} for line in by.split("\n")),
    ]


def _values(row: pd.Series, is_ratio: bool, several: bool) -> list[dict[str, Any]]:
    """Return a line for the list nearest to the figure's date, and one for the latest list."""
    same = row["nearest_vintage"] == row["latest_vintage"]
    kinds = ["latest"] if same else ["nearest", "latest"]
    base = float(row["published_value"]) if is_ratio else 1.0
    lines = [_value(row, which, base) for which in kinds]
    names = [definition_name(row["definition"])]
    names += [period_name(row["period"])] if several else []
    # Names and values stand side by side, so the shorter column gets empty lines.
    lines += [{"kind": "name"}] * (len(names) - len(lines))
    names += [""] * (len(lines) - len(names))
    return [{**line, "name": name} for line, name in zip(lines, names, strict=True)]


def _value(row: pd.Series, which: str, base: float) -> dict[str, Any]:
    key = _colour_key(row)
    return {
        "kind": "value",
        "published": row["published_value"] / base,
        "value": row[f"{which}_value"] / base,
        "ci_low": row[f"{which}_ci_low"] / base,
        "ci_high": row[f"{which}_ci_high"] / base,
        "date": f"{row[f'{which}_vintage']:%Y-%m-%d}",
        "numbers": _numbers(row, which),
        "ink": COLOURS[key],
        "text_ink": TEXT_COLOURS[key],
        "fill": PAPER if which == "nearest" else COLOURS[key],
    }


def _colour_key(row: pd.Series) -> str:
    """Return the class that sets the colour: industry for a share without one, else all."""
    if isinstance(row["team_class"], str):
        return row["team_class"] if row["team_class"] in COLOURS else "all"
    return "industry_only" if row["unit"] == "share" else "all"


def _numbers(row: pd.Series, which: str) -> str:
    """Format our value with its interval and n; a count has no interval."""
    value, low, high = (row[f"{which}_{part}"] for part in ("value", "ci_low", "ci_high"))
    n = count(int(row[f"{which}_n"]))
    if row["measure"] == "k":
        return f"{count(int(value))} of {n}"
    digits = 0 if row["unit"] == "share" else 1
    label = format_number(value, row["unit"], digits)
    if not pd.isna(low):
        end = None if pd.isna(high) else high
        label += f" ({format_interval(low, end, row['unit'], digits)})"
    return f"{label}, n {n}"


def _plot(lines: pd.DataFrame, text: FigureText, rows: float, comparison: Comparison) -> Plot:
    values = lines[lines["kind"] == "value"]
    reach = float(values[["value", "ci_high", "published"]].max().max())
    dates = INDENT + column_width(lines["name"].dropna()) + GAP
    left, right = dates + DATE_INCHES + GAP, GAP + column_width(values["numbers"])
    # Shares keep the whole scale, so that figures of shares can be compared.
    scale = TableScale(0.0, reach if comparison.is_ratio else 1.0, left, right)
    breaks = _breaks(scale.high, comparison.is_ratio)
    return chart(
        text,
        rows,
        comparison.axis,
        [
            *_marks(scale, breaks, values),
            *_texts(scale, lines, values, dates),
            *scale.scales(breaks, _ratios if comparison.is_ratio else share_labels, rows),
        ],
    )


def _breaks(high: float, is_ratio: bool) -> list[float]:
    if not is_ratio:
        return [0, 0.5, 1]
    step = max(1, round(high / 4))
    return [float(tick) for tick in range(0, int(high) + 1, step)]


def _ratios(ticks: Sequence[float]) -> list[str]:
    return [f"{tick:g}\N{MULTIPLICATION SIGN}" for tick in ticks]


def _marks(scale: TableScale, breaks: Sequence[float], values: pd.DataFrame) -> list[Any]:
    """Draw the published figure as a bar, and our values with their intervals."""
    bars = values.groupby("block").agg(
        published=("published", "first"), top=("y", "max"), foot=("y", "min")
    )
    bars = bars.assign(top=bars["top"] + 0.45, foot=bars["foot"] - 0.45)
    return [
        *scale.grid(breaks, bars),
        p9.geom_segment(
            p9.aes("published", "foot", xend="published", yend="top"), bars, color=INK, size=1.4
        ),
        p9.geom_segment(
            p9.aes("ci_low", "y", xend="ci_high", yend="y", color="ink"),
            values.dropna(subset=["ci_low", "ci_high"]),
            size=1.4,
            alpha=0.4,
        ),
        p9.geom_point(
            p9.aes("value", "y", color="ink", fill="fill"),
            values,
            size=POINT,
            stroke=0.6,
            shape="o",
        ),
    ]


def _texts(scale: TableScale, lines: pd.DataFrame, values: pd.DataFrame, dates: float) -> list[Any]:
    names = lines[lines["name"].notna()].assign(text_ink=INK)
    return [
        *scale.column(lines[lines["kind"] == "statement"], "text", 0, size=HEADING_TEXT, bold=True),
        *scale.column(lines[lines["kind"] == "published"], "text", 0),
        *scale.column(names, "name", INDENT),
        *scale.column(values.assign(text_ink=MUTED), "date", dates),
        *scale.column(values, "numbers", TEXT_WIDTH - scale.right + GAP),
    ]


def _alt(rows: pd.DataFrame) -> str:
    parts = []
    for _, part in rows.groupby("figure", sort=False):
        first = part.iloc[0]
        ours = sentence_list([_ours(row) for _, row in part.iterrows()])
        value = format_published(first["published_value"], first["unit"], 0)
        parts.append(f"{plain(first['statement'], 160)} (published: {value}): {ours}.")
    return " ".join(["Published figures and values recomputed here.", *parts])


def _ours(row: pd.Series) -> str:
    """Write our values under one definition, on the nearest and on the latest list."""
    newest = f"{_numbers(row, 'latest')} on the list of {row['latest_vintage']:%Y-%m-%d}"
    name = definition_name(row["definition"])
    if row["nearest_vintage"] == row["latest_vintage"]:
        return f"{name} {newest}"
    nearest = f"{_numbers(row, 'nearest')} on the list of {row['nearest_vintage']:%Y-%m-%d}"
    return f"{name} {nearest}, {newest}"
