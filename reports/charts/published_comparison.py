"""The chart of published figures beside our values: for the list of their time and the newest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from reports.charts.figure import Figure, Topic, Words, words
from reports.charts.plot import Plot, p9
from reports.charts.table_chart import Ledger, chart, column_width, height
from reports.charts.theme import COLOURS, INK, MUTED, PAPER, SMALL_TEXT, TEXT_COLOURS, TEXT_WIDTH
from reports.marts import revisions as history
from reports.marts.reader import Marts, NotEnoughDataError, Scope
from reports.text.formatting import (
    count,
    definition_name,
    number_range,
    percent,
    percent_range,
    period_name,
    plain,
    sentence_list,
)
from reports.text.typesetting import wrap

INDENT, GAP, DATE_INCHES = 0.08, 0.16, 0.72  # inches
HEADING_TEXT = SMALL_TEXT + 0.6
KEY_ROWS = 1.6
HEADING_GAP = 0.5  # rows left free above a heading
POINT = 2.2
SHARES = "Share"
RATIOS = "Our value / published figure"
NOTES = (
    "Lines: 95% intervals. Nearest: our value for the list nearest to the figure's time of those "
    "with cases enough to show; newest: for the newest such list. Where both are one list, it is "
    "drawn once. Why they differ is said figure by figure on the page, and in this figure's data."
)


@dataclass(frozen=True)
class Comparison:
    """Which published figures one chart holds: by metric and unit, drawn along ``axis``."""

    id: str
    topic: Topic
    metrics: tuple[str, ...]
    units: tuple[str, ...]
    axis: str

    @property
    def is_ratio(self) -> bool:
        """Whether values of several units share a scale, as ratios to the published figure."""
        return self.axis == RATIOS


def build(marts: Marts, comparison: Comparison) -> Figure:
    """Draw every published figure of these metrics and units that can be recomputed.

    Where values are drawn as ratios, a published figure of nothing has none.
    """
    rows = history.comparisons(marts, comparison.metrics, comparison.units)
    if comparison.is_ratio:
        rows = rows[rows["published_value"] > 0].reset_index(drop=True)
    if rows.empty:
        raise NotEnoughDataError(
            "This warehouse has no list from which these published figures can be recomputed."
        )
    scopes = _scopes(marts, rows)
    left_out = count(history.not_recomputed(marts))
    topic = replace(
        comparison.topic,
        notes=f"{comparison.topic.notes} Published figures that are not recomputed: {left_out}.",
    )
    population = (
        f"{count(rows['figure'].nunique())} published figures, each by the definitions that may "
        "meet it; n beside each value"
    )
    text = words(marts, scopes[0], topic, population, None, scopes[1:])
    lines = _lines(rows, comparison.is_ratio)
    tall = height(text, -float(lines["y"].min()) + 1)
    plot = _plot(lines, text, tall, comparison)
    return Figure(comparison.id, text, _alt(rows), rows, plot, tall)


def _scopes(marts: Marts, rows: pd.DataFrame) -> list[Scope]:
    """The newest list of every source, with each definition drawn from it."""
    newest = rows.groupby("source")["latest_vintage"].transform("max")
    drawn = rows.assign(latest_vintage=newest).drop_duplicates(["source", "definition"])
    return [
        Scope(r["metric"], r["definition"], r["source"], r["latest_vintage"].date(), *terms)
        for _, r in drawn.iterrows()
        for terms in [marts.terms(r["source"])]
    ]


def _lines(rows: pd.DataFrame, is_ratio: bool) -> pd.DataFrame:
    """The chart from top to bottom: a heading for each figure, then lines of our values."""
    lines: list[dict[str, Any]] = []
    for _, part in rows.groupby("figure", sort=False):
        lines += _heading(part)
        for _, row in part.iterrows():
            lines += _values(row, is_ratio, several=part["period"].nunique() > 1)
    drawn = pd.DataFrame(lines)
    starts = drawn["kind"].eq("statement") & drawn["kind"].shift().ne("statement")
    return drawn.assign(
        block=starts.cumsum(), y=-KEY_ROWS - drawn.index - HEADING_GAP * (starts.cumsum() - 1)
    )


def _heading(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """What was published, by whom, and for which period we answer, if it is one."""
    row = rows.iloc[0]
    said = wrap(plain(row["statement"], 160), TEXT_WIDTH, HEADING_TEXT, bold=True).split("\n")
    value = _published(row["published_value"], row["unit"])
    ours = "" if rows["period"].nunique() > 1 else f"; ours: {period_name(row['period'])}"
    by = wrap(f"{plain(row['published_by'], 120)}: {value}{ours}", TEXT_WIDTH, SMALL_TEXT)
    return [
        *({"kind": "statement", "text": line, "text_ink": INK} for line in said),
        *({"kind": "published", "text": line, "text_ink": MUTED} for line in by.split("\n")),
    ]


def _values(row: pd.Series, is_ratio: bool, several: bool) -> list[dict[str, Any]]:
    """One or two lines: the list nearest to the figure's time, and the newest if another."""
    same = row["nearest_vintage"] == row["latest_vintage"]
    kinds = ["latest"] if same else ["nearest", "latest"]
    base = float(row["published_value"]) if is_ratio else 1.0
    lines = [_value(row, which, base) for which in kinds]
    names = [definition_name(row["definition"])]
    names += [period_name(row["period"])] if several else []
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
    """The class that a share speaks of; metrics without a class speak of industry, or of all."""
    if isinstance(row["team_class"], str):
        return row["team_class"] if row["team_class"] in COLOURS else "all"
    return "industry_only" if row["unit"] == "share" else "all"


def _published(value: float, unit: str) -> str:
    if unit == "share":
        return percent(value)
    return f"{value:g}" if unit == "count" else f"{value:g} {plain(unit, 20)}"


def _numbers(row: pd.Series, which: str) -> str:
    """Our value with its interval and n; a count has no interval."""
    value, low, high = (row[f"{which}_{part}"] for part in ("value", "ci_low", "ci_high"))
    n = count(int(row[f"{which}_n"]))
    if row["measure"] == "k":
        return f"{count(int(value))} of {n}"
    if row["unit"] == "share":
        between = "" if pd.isna(low) else f" ({percent_range(low, high)})"
        return f"{percent(value)}{between}, n {n}"
    between = "" if pd.isna(low) else f" ({number_range(low, None if pd.isna(high) else high)})"
    return f"{value:.1f}{between}, n {n}"


def _plot(lines: pd.DataFrame, text: Words, tall: float, comparison: Comparison) -> Plot:
    values = lines[lines["kind"] == "value"]
    reach = float(values[["value", "ci_high", "published"]].max().max())
    dates = INDENT + column_width(lines["name"].dropna()) + GAP
    left, right = dates + DATE_INCHES + GAP, GAP + column_width(values["numbers"])
    ledger = Ledger(0.0, reach if comparison.is_ratio else 1.0, left, right)
    breaks = _breaks(ledger.high, comparison.is_ratio)
    foot = -float(lines["y"].min()) + 1
    return chart(
        text,
        tall,
        comparison.axis,
        [
            *_marks(ledger, breaks, values),
            *_texts(ledger, lines, values, dates),
            *_key(ledger),
            *ledger.scales(breaks, _ratios if comparison.is_ratio else _shares, foot),
        ],
    )


def _breaks(high: float, is_ratio: bool) -> list[float]:
    if not is_ratio:
        return [0, 0.5, 1]
    step = max(1, round(high / 4))
    return [float(tick) for tick in range(0, int(high) + 1, step)]


def _shares(ticks: Sequence[float]) -> list[str]:
    return [f"{tick * 100:.0f}%" for tick in ticks]


def _ratios(ticks: Sequence[float]) -> list[str]:
    return [f"{tick:g}\N{MULTIPLICATION SIGN}" for tick in ticks]


def _marks(ledger: Ledger, breaks: Sequence[float], values: pd.DataFrame) -> list[Any]:
    """The published figure as a bar beside its lines, our values with their intervals."""
    bars = values.groupby("block").agg(
        published=("published", "first"), top=("y", "max"), foot=("y", "min")
    )
    bars = bars.assign(top=bars["top"] + 0.45, foot=bars["foot"] - 0.45)
    return [
        *ledger.grid(breaks, bars),
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


def _texts(ledger: Ledger, lines: pd.DataFrame, values: pd.DataFrame, dates: float) -> list[Any]:
    names = lines[lines["name"].notna()].assign(text_ink=INK)
    return [
        *ledger.column(
            lines[lines["kind"] == "statement"], "text", 0, size=HEADING_TEXT, bold=True
        ),
        *ledger.column(lines[lines["kind"] == "published"], "text", 0),
        *ledger.column(names, "name", INDENT),
        *ledger.column(values.assign(text_ink=MUTED), "date", dates),
        *ledger.column(values, "numbers", TEXT_WIDTH - ledger.right + GAP),
    ]


def _key(ledger: Ledger) -> list[Any]:
    """Show once what the marks mean, above the first heading."""
    names = pd.DataFrame(
        {
            "y": 0.0,
            "at": [0.1, 1.35, 2.75],
            "text": ["Published figure", "Ours, nearest list", "Ours, newest list"],
            "text_ink": INK,
        }
    )
    marks = names.assign(x=[ledger.at(inches) for inches in names["at"]])
    bar, points = marks[:1], marks[1:].assign(fill=[PAPER, INK])
    return [
        p9.geom_segment(p9.aes("x", xend="x"), bar, y=-0.45, yend=0.45, color=INK, size=1.4),
        p9.geom_point(
            p9.aes("x", "y", fill="fill"), points, color=INK, size=POINT, stroke=0.6, shape="o"
        ),
        *(
            layer
            for place in range(len(names))
            for layer in ledger.column(names[place : place + 1], "text", names["at"][place] + 0.1)
        ),
    ]


def _alt(rows: pd.DataFrame) -> str:
    parts = []
    for _, part in rows.groupby("figure", sort=False):
        first = part.iloc[0]
        ours = sentence_list([_ours(row) for _, row in part.iterrows()])
        value = _published(first["published_value"], first["unit"])
        parts.append(f"{plain(first['statement'], 160)} (published: {value}): {ours}.")
    return " ".join(["Published figures beside values recomputed here.", *parts])


def _ours(row: pd.Series) -> str:
    """One definition in words, with the newest list and with the nearest one if another."""
    newest = f"{_numbers(row, 'latest')} on the list of {row['latest_vintage']:%Y-%m-%d}"
    name = definition_name(row["definition"])
    if row["nearest_vintage"] == row["latest_vintage"]:
        return f"{name} {newest}"
    nearest = f"{_numbers(row, 'nearest')} on the list of {row['nearest_vintage']:%Y-%m-%d}"
    return f"{name} {nearest}, {newest}"
