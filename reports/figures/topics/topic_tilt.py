"""The ratio of industry's share in each topic to its share of all papers, ranked."""

from math import log2

import pandas as pd

from reports.charts.figure import Parts
from reports.charts.layers import framed
from reports.charts.plot import Plot, p9
from reports.charts.theme import COLOURS, MUTED, SMALL_TEXT, TEXT_COLOURS
from reports.marts.reader import Marts, NotEnoughDataError
from reports.marts.topics import estimates, paper_scope, size_range, tilt_period
from reports.text.alternative_text import estimate, in_words
from reports.text.formatting import count, in_period, period_name, short_count, with_mark_note

QUESTION = "Which topics have the most and the fewest industry authors?"
MARTS = ("dim_topic", "metrics_of_papers", "metrics_of_topics", "vintages")
ROW, FRAME = 0.125, 3.05
TEXT = 7.0
RATIOS = (0.25, 0.5, 0.66, 0.8, 1, 1.25, 1.5, 2, 4)
NOTES = (
    "At 1\N{MULTIPLICATION SIGN}, industry authors are as common as among all papers. Lines: "
    "95% intervals, above 1 (orange) or below 1 (blue). Grey numbers: papers, 10 or more."
)


def draw(marts: Marts) -> Parts:
    """Draw the fixed period with most papers, ranked by tilt."""
    scope = paper_scope(marts)
    tilts = estimates(marts, scope, "topic_tilt", "accepted", "true")
    period = tilt_period(marts, scope)
    if not period:
        raise NotEnoughDataError("No topic has 10 papers of known team class in any period.")
    rows = tilts[tilts["period"] == period].sort_values("value").reset_index(drop=True)
    if len(rows) < 2:
        raise NotEnoughDataError("Only one topic has 10 papers of known team class.")
    return Parts(
        scopes=[scope],
        population=(
            "Papers with an industry author, share of the topic over share of all, "
            f"{in_period(period)}; {count(len(rows))} topics, {size_range(rows['n'])} papers each"
        ),
        notes=with_mark_note(NOTES, rows["name"]),
        finding=_finding(rows),
        data=rows.drop(columns="name"),
        alt=_alt(rows, period),
        plot=_plot(rows),
        height=FRAME + ROW * len(rows),
    )


def _finding(rows: pd.DataFrame) -> str | None:
    """Name the topic with the highest ratio, if its interval excludes 1."""
    high = rows.iloc[-1]
    if high["ci_low"] <= 0:
        return None
    ratio = f"{2 ** high['value']:.2f} times that of all papers"
    return f"Industry's share is highest in {high['name']}: {ratio}"


def _plot(rows: pd.DataFrame) -> Plot:
    above, below = rows["ci_low"] > 0, rows["ci_high"] < 0
    kind = above.map({True: "industry_only", False: "unknown"}).where(~below, "academic_only")
    foot = float(rows["ci_low"].min()) - 0.25
    marks = rows.assign(
        name=pd.Categorical(rows["name"], list(rows["name"])),
        ink=kind.map(COLOURS),
        label=[short_count(int(n)) for n in rows["n"]],
        foot=foot,
    )
    return (
        p9.ggplot(marks, p9.aes("value", "name"))
        + p9.geom_vline(xintercept=0, color=MUTED, size=0.6)
        + p9.geom_segment(
            p9.aes("ci_low", "name", xend="ci_high", yend="name", color="ink"), size=1.0, alpha=0.5
        )
        + p9.geom_point(p9.aes(color="ink"), size=1.9)
        + p9.geom_text(
            p9.aes("foot", label="label"), size=TEXT - 0.6, ha="left", color=TEXT_COLOURS["unknown"]
        )
        + p9.scale_x_continuous(
            breaks=[log2(ratio) for ratio in RATIOS],
            labels=lambda ticks: [f"{2**tick:.3g}\N{MULTIPLICATION SIGN}" for tick in ticks],
        )
        + framed("Industry in the topic / industry in all papers", "", "x")
        + p9.theme(
            axis_text_y=p9.element_text(size=TEXT, color=MUTED),
            axis_text_x=p9.element_text(size=SMALL_TEXT),
        )
    )


def _alt(rows: pd.DataFrame, period: str) -> str:
    ends = pd.concat(
        [rows.iloc[::-1].head(5).assign(end="Highest"), rows.head(5).assign(end="Lowest")]
    ).drop(columns="period")
    words = in_words(ends, ends["end"], lambda row: f"{row['name']} {estimate(row)}")
    return (
        f"Industry's share of each topic over its share of all papers, {period_name(period)}. "
        f"{words}"
    )
