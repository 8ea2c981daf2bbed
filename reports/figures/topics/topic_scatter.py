"""Who writes on topics that take much compute: academic-only share on compute, over topics."""

from dataclasses import dataclass

import pandas as pd

from reports.charts.figure import Figure, Topic, Words, words
from reports.charts.layers import powers, share_labels
from reports.charts.plot import Plot, p9
from reports.charts.theme import COLOURS, INK, MUTED, SMALL_TEXT, TEXT_COLOURS, WIDTH, ReportTheme
from reports.marts.reader import Marts, NotEnoughDataError, Scope
from reports.marts.topics import line, paper_scope, points, slopes
from reports.text.formatting import MARK_NOTE, count, percent, size
from reports.text.typesetting import text_width

METRIC = "academic_share_on_intensity"
VARIANT, PERIOD = "all_models", "all"
MEASURE = "all_models_compute_known"
FEWEST = 5
HEIGHT = 7.8
LABEL = 6.4  # points
PANEL = (WIDTH - 0.8, HEIGHT - 2.6)  # inches that titles, axes and caption leave
LARGEST_SIZE = 9.0
LARGEST = 0.11  # inches: radius of the largest point
Box = tuple[float, float, float, float]
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Slope:
    """A slope in percentage points per tenfold compute, with the ends of its interval."""

    value: float
    low: float
    high: float

    def written(self) -> str:
        """Write it as ``-1.3 points (-2.6 to -0.2)``."""
        return f"{_signed(self.value)} points ({_signed(self.low)} to {_signed(self.high)})"


def build(marts: Marts) -> Figure:
    """Draw each topic as a point, sized by its papers, with the fitted line and its interval."""
    scope = paper_scope(marts)
    rows = points(marts, scope, VARIANT, PERIOD)
    fit = line(marts, scope, VARIANT, PERIOD)
    if len(rows) < FEWEST or fit is None:
        raise NotEnoughDataError(
            f"Only {len(rows)} topics have 20 papers and 5 models with known compute; "
            f"{FEWEST} are needed."
        )
    slope = Slope(*(100 * fit[end] for end in ("slope", "ci_low", "ci_high")))
    others = slopes(marts, scope)
    compute = marts.scope("model_team_share", MEASURE)
    topic = Topic(
        entity="papers",
        question="Who writes on topics that take much compute",
        notes=f"{_notes(rows, compute)} {_sensitivity(others)}\n{MARK_NOTE}",
    )
    population = (
        f"{count(len(rows))} topics with 20 papers and 5 models or more, all years. "
        f"A topic of ten times the compute: {slope.written()} of academic-only share"
    )
    text = words(marts, scope, topic, population, _finding(slope, others))
    alt = _alt(rows, slope)
    # The points are of a mart of their own; what they are drawn for is the metric of the slope.
    data = rows.drop(columns="name").assign(metric=METRIC, definition=f"wls_{VARIANT}")
    return Figure("topic_scatter", text, alt, data, _plot(rows, fit, text), HEIGHT)


def _finding(slope: Slope, others: pd.DataFrame) -> str:
    """Say the sign as what it is: none, or one, and whether every definition and period has it."""
    if slope.low <= 0 <= slope.high:
        return "Over topics, compute and academic-only teams show no clear relation"
    rarer = slope.high < 0
    words = "rarer" if rarer else "more common"
    agree = (others["ci_high"] < 0).all() if rarer else (others["ci_low"] > 0).all()
    limit = "" if agree else ", but not by every definition and period"
    return (
        f"Over topics and all years, academic-only teams are {words} where compute is high{limit}"
    )


def _notes(rows: pd.DataFrame, compute: Scope | None) -> str:
    listed = f" ({compute.citation}; {compute.licence})" if compute else ""
    return (
        f"Area of a point: papers, {count(int(rows['n'].min()))} to {count(int(rows['n'].max()))}. "
        "Names that find no room are left out. Line: weighted by papers; band: slopes in the 95% "
        "interval (topics redrawn). A work "
        f"may have several topics. Compute: median of the models tagged with the topic{listed}."
    )


def _sensitivity(rows: pd.DataFrame) -> str:
    """Count the definitions and periods whose whole interval is on either side of none."""
    below, above = int((rows["ci_high"] < 0).sum()), int((rows["ci_low"] > 0).sum())
    logit = rows[(rows["definition"] == f"logit_{VARIANT}") & (rows["period"] == PERIOD)]
    odds = ""
    if not logit.empty:
        row = logit.iloc[0]
        odds = (
            f" By work, with year effects, the log-odds change by {_signed(row['value'], 3)} "
            f"({_signed(row['ci_low'], 3)} to {_signed(row['ci_high'], 3)})."
        )
    return (
        f"By all definitions and periods there are {count(len(rows))} slopes: {count(below)} with "
        f"the whole interval below zero, {count(above)} above; the rest can't be told from none."
        f"{odds}"
    )


def _signed(number: float, digits: int = 1) -> str:
    return f"{number:+.{digits}f}".replace("-", MINUS)


def _plot(rows: pd.DataFrame, fit: dict[str, float], text: Words) -> Plot:
    span = float(rows["intensity"].max() - rows["intensity"].min()) or 1.0
    left, right = rows["intensity"].min() - 0.1 * span, rows["intensity"].max() + 0.22 * span
    ticks = [tick for tick in range(0, 40, 2) if left <= tick <= right]
    plot: Plot = (
        p9.ggplot()
        + p9.geom_ribbon(
            p9.aes("x", ymin="low", ymax="high"), _band(rows, fit), fill=INK, alpha=0.1
        )
        + p9.geom_line(p9.aes("x", "middle"), _band(rows, fit), color=INK, size=0.8)
        + p9.geom_point(
            p9.aes("intensity", "academic_share", size="diameter"),
            rows.assign(diameter=LARGEST_SIZE * (rows["n"] / rows["n"].max()) ** 0.5),
            color=COLOURS["academic_only"],
            alpha=0.55,
            stroke=0,
        )
        + p9.geom_text(
            p9.aes("at", "place", label="name", ha="side"),
            _labels(rows, left, right),
            size=LABEL,
            color=TEXT_COLOURS["unknown"],
        )
        + p9.scale_size_identity()
        + p9.scale_x_continuous(breaks=ticks, labels=powers, limits=(left, right), expand=(0, 0))
        + p9.scale_y_continuous(labels=share_labels)
        + p9.labs(
            x="Median training compute of the topic's models, FLOP",
            y="Academic-only share of papers",
            **text.labels(),
        )
        + ReportTheme(HEIGHT, grid="xy")
        + p9.theme(axis_text=p9.element_text(size=SMALL_TEXT, color=MUTED))
    )
    return plot


def _band(rows: pd.DataFrame, fit: dict[str, float]) -> pd.DataFrame:
    """The line at its ends and middle, and the lines through its middle at the interval's ends."""
    at = pd.Series([rows["intensity"].min(), fit["mean_x"], rows["intensity"].max()])
    lines = {
        key: fit["mean_y"] + fit[key] * (at - fit["mean_x"])
        for key in ("slope", "ci_low", "ci_high")
    }
    ends = pd.DataFrame(lines)
    return pd.DataFrame(
        {"x": at, "middle": ends["slope"], "low": ends.min(axis=1), "high": ends.max(axis=1)}
    )


def _labels(rows: pd.DataFrame, left: float, right: float) -> pd.DataFrame:
    """Names beside their points, in their order; a name that finds no room is left out."""
    height = float(rows["academic_share"].max() - rows["academic_share"].min()) or 1.0
    across, up = (right - left) / PANEL[0], height * 1.1 / PANEL[1]
    taken = [_disc(row, rows["n"].max(), across, up) for _, row in rows.iterrows()]
    placed = []
    for own, (_, row) in enumerate(rows.iterrows()):
        around = [box for number, box in enumerate(taken) if number != own]
        for side, box in _places(row, taken[own], across, up):
            if (
                left <= box[0]
                and box[1] <= right
                and not any(_meet(box, other) for other in around)
            ):
                taken.append(box)
                at = {"left": box[0], "right": box[1], "center": (box[0] + box[1]) / 2}[side]
                placed.append({**row, "at": at, "place": (box[2] + box[3]) / 2, "side": side})
                break
    return pd.DataFrame(placed)


def _disc(row: pd.Series, largest: float, across: float, up: float) -> Box:
    """The square around a point, whose area goes by its papers."""
    radius = LARGEST * (row["n"] / largest) ** 0.5
    x, y = row["intensity"], row["academic_share"]
    return (x - radius * across, x + radius * across, y - radius * up, y + radius * up)


def _places(row: pd.Series, disc: Box, across: float, up: float) -> list[tuple[str, Box]]:
    """Where a name may stand: right of its point, left, above, below."""
    wide, high, gap = text_width(row["name"], LABEL) * across, LABEL / 72 * up, 0.03
    x, y = row["intensity"], row["academic_share"]
    beside = (y - high / 2, y + high / 2)
    middle = (x - wide / 2, x + wide / 2)
    right, left = disc[1] + gap * across, disc[0] - gap * across
    above, below = disc[3] + gap / 2 * up, disc[2] - gap / 2 * up
    return [
        ("left", (right, right + wide, *beside)),
        ("right", (left - wide, left, *beside)),
        ("center", (*middle, above, above + high)),
        ("center", (*middle, below - high, below)),
    ]


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _alt(rows: pd.DataFrame, slope: Slope) -> str:
    ends = rows.sort_values("intensity")
    parts = [
        f"{row['name']} {percent(row['academic_share'])} at 1e{row['intensity']:.1f} FLOP, "
        f"{size(int(row['n']))}"
        for _, row in ends.iloc[[0, -1]].iterrows()
    ]
    return (
        f"Academic-only share of papers against compute, {count(len(rows))} topics. Least compute: "
        f"{parts[0]}. Most: {parts[1]}. Slope per tenfold compute: {slope.written()}."
    )
