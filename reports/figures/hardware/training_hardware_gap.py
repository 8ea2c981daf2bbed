"""Peak hardware of industry-only over academic-only models: one device, and all devices."""

from dataclasses import replace

import pandas as pd

from reports.charts.figure import Parts, require_periods
from reports.charts.gap_panels import FIXED, gap, gaps_by_period, in_panels
from reports.charts.layers import ratio_breaks, ratios
from reports.charts.plot import Plot
from reports.marts.models import gaps
from reports.marts.reader import Marts, require
from reports.questions import how_far_apart
from reports.questions.question import title
from reports.text.alternative_text import in_words
from reports.text.formatting import count, sizes

QUESTION = "How much more powerful is the hardware of industry-only models?"
MARTS = ("metrics", "training_hardware_gaps", "vintages")
METRIC, DEVICE, SETUP = (
    "training_hardware_gap",
    "from_scratch_device_peak_median",
    "from_scratch_setup_peak_median",
)
PANELS = {DEVICE: "Peak of one device", SETUP: "Peak of all devices of a model together"}


def draw(marts: Marts) -> Parts:
    """Draw both ratios of medians on a logarithmic scale, each period with its interval."""
    scope = require(marts.scope(METRIC, DEVICE), "gaps in hardware")
    rows = gaps(marts, scope, tuple(PANELS), "training_hardware_gaps", FIXED)
    require_periods(rows, "3 models or more of both teams whose hardware is known")
    of_panels = rows.groupby("definition")[["n", "n_unknown"]].sum()
    publisher, licence = marts.terms("hardware")
    return Parts(
        scopes=[replace(scope, definition=name) for name in rows["definition"].unique()],
        population=(
            "Industry-only and academic-only notable models trained from scratch on known "
            f"hardware, {sizes(of_panels['n'])} a panel; unknown: up to "
            f"{count(int(of_panels['n_unknown'].max()))}"
        ),
        notes=(
            "Lines: 95% intervals (bootstrap). Dark line: equal hardware. n: industry-only and "
            "academic-only models. All devices: models that state their number. Hardware: "
            f"{publisher}, {rows['hardware_vintage'].max():%Y-%m-%d}; {licence}."
        ),
        finding=title(how_far_apart.hardware(marts)),
        data=rows.drop(columns="year"),
        alt=(
            "Peak of the hardware of industry-only over academic-only notable models by period. "
            f"{in_words(rows, in_panels(rows, PANELS)['panel'], gap)}"
        ),
        plot=_plot(rows),
        height=5.4,
    )


def _plot(rows: pd.DataFrame) -> Plot:
    labels = [gap(row) for _, row in rows.iterrows()]
    scale = {"breaks": ratio_breaks(rows, 1), "labels": ratios}
    axis = "Industry-only / academic-only, of medians"
    return gaps_by_period(in_panels(rows, PANELS), labels, scale, axis)
