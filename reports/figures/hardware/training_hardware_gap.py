"""Peak hardware of industry-only over academic-only models: one device, and all devices."""

from dataclasses import replace

import pandas as pd

from reports.charts.figure import FigureText, Parts, require_periods
from reports.charts.gap_panels import (
    gap_and_numbers,
    in_panels,
    panels_in_words,
)
from reports.charts.layers import ratio_breaks, ratios
from reports.charts.plot import Plot, p9
from reports.charts.share_by_period import FIXED, PERIODS
from reports.charts.theme import INK, LABEL_TEXT, MUTED, POINT_SIZE, ReportTheme
from reports.marts.models import gaps
from reports.marts.reader import Marts, require
from reports.questions import how_far_apart
from reports.questions.question import title
from reports.text.formatting import count, period_name, size

QUESTION = "How much more powerful is the hardware of industry-only models?"
MARTS = ("metrics", "training_hardware_gaps", "vintages")
METRIC, DEVICE, SETUP = (
    "training_hardware_gap",
    "notable_device_peak_median",
    "notable_setup_peak_median",
)
PANELS = {DEVICE: "Peak of one device", SETUP: "Peak of all devices of a model together"}
ROOM = 1.3  # as a share of the span of ratios: room for the longest label
HEIGHT = 5.4


def draw(marts: Marts) -> Parts:
    """Draw both ratios of medians on a logarithmic scale, each period with its interval."""
    scope = require(marts.scope(METRIC, DEVICE), "gaps in hardware")
    rows = gaps(marts, scope, tuple(PANELS), "training_hardware_gaps", FIXED)
    require_periods(rows, "3 models or more of both teams whose hardware is known")
    devices = rows[rows["definition"] == DEVICE]
    publisher, licence = marts.terms("hardware")
    return Parts(
        scopes=[replace(scope, definition=name) for name in rows["definition"].unique()],
        population=(
            "Industry-only and academic-only notable models of known hardware, "
            f"{size(int(devices['n'].sum()))}; unknown: {count(int(devices['n_unknown'].sum()))}"
        ),
        notes=(
            "Lines: 95% intervals (bootstrap). Dark line: equal hardware. n: industry-only and "
            "academic-only models. Periods with fewer than 3 of either are left out. All devices: "
            "models that also state their number of devices. The peak is that at 16 bits where the "
            "hardware has it; training achieves less. Hardware: table of "
            f"{publisher}, {rows['hardware_vintage'].max():%Y-%m-%d}; {licence}."
        ),
        finding=title(how_far_apart.hardware(marts)),
        data=rows.drop(columns="year"),
        alt=_alt(rows),
        plot=lambda text: _plot(rows, text),
        height=HEIGHT,
    )


def _plot(rows: pd.DataFrame, text: FigureText) -> Plot:
    low, high = min(float(rows["ci_low"].min()), 0.0), max(float(rows["ci_high"].max()), 0.0)
    reach = high - low
    marks = in_panels(rows, PANELS).assign(
        place=[-PERIODS.index(period) for period in rows["period"]],
        label=[gap_and_numbers(row) for _, row in rows.iterrows()],
    )
    places = sorted(set(marks["place"]))
    plot: Plot = (
        p9.ggplot(marks, p9.aes("value", "place"))
        + p9.geom_vline(xintercept=0, color=MUTED, size=0.6)
        + p9.geom_segment(
            p9.aes("ci_low", "place", xend="ci_high", yend="place"), color=INK, size=1.6, alpha=0.3
        )
        + p9.geom_point(color=INK, size=POINT_SIZE)
        + p9.geom_text(
            p9.aes(x=high + 0.04 * reach, label="label"), color=INK, ha="left", size=LABEL_TEXT
        )
        + p9.facet_wrap("panel", ncol=1)
        + p9.scale_y_continuous(
            breaks=places,
            labels=[period_name(PERIODS[-place]) for place in places],
            limits=(places[0] - 0.5, places[-1] + 0.5),
        )
        + p9.scale_x_continuous(
            breaks=ratio_breaks(rows, 1),
            labels=ratios,
            limits=(low - 0.03 * reach, high + ROOM * reach),
            expand=(0, 0),
        )
        + p9.labs(x="Industry-only / academic-only, of medians", y="", **text.labels())
        + ReportTheme(HEIGHT, grid="x")
    )
    return plot


def _alt(rows: pd.DataFrame) -> str:
    lead = "Peak of the hardware of industry-only over academic-only notable models by period."
    return f"{lead} {panels_in_words(rows, PANELS, _in_words)}"


def _in_words(row: pd.Series) -> str:
    period = period_name(row["period"])
    return f"{period} {gap_and_numbers(row)}, {count(row['n_unknown'])} unknown"
