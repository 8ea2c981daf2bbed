"""Who writes on topics that take much compute: academic-only share on compute, over topics."""

from dataclasses import dataclass

import pandas as pd

from reports.charts import share_labels
from reports.figure import Figure, NotEnoughDataError, Topic, Words, words
from reports.grammar import Plot, p9
from reports.marts import Marts
from reports.theme import COLOURS, INK, MUTED, SMALL_TEXT, TEXT_COLOURS, WIDTH, ReportTheme
from reports.topics import MARK_NOTE, line, paper_scope, points, slopes
from reports.typesetting import text_width
from reports.wording import RANGE, count, percent, size

VARIANT, PERIOD = "all_models", "all"
FEWEST = 5
HEIGHT = 7.0
LABEL = 6.4  # points
PANEL = (WIDTH - 0.8, HEIGHT - 2.6)  # inches that titles, axes and caption leave
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
    topic = Topic(
        entity="papers",
        question="Who writes on topics that take much compute",
        notes=f"{_notes(rows)} {_sensitivity(slopes(marts, scope))}\n{MARK_NOTE}",
    )
    population = (
        f"{count(len(rows))} topics with 20 papers and 5 models or more, all years. "
        f"A topic of ten times the compute: {slope.written()} of academic-only share"
    )
    text = words(marts, scope, topic, population, _finding(slope))
    alt = _alt(rows, slope)
    return Figure("topic_scatter", text, alt, rows.drop(columns="name"), _plot(rows, fit, text), HEIGHT)


def _finding(slope: Slope) -> str:
    """Say the sign as what it is, also where there is none."""
    if slope.high < 0:
        return "Over topics, academic-only teams are rarer where compute is high"
    if slope.low > 0:
        return "Over topics, academic-only teams are more common where compute is high"
    return "Over topics, compute and academic-only teams show no clear relation"


def _notes(rows: pd.DataFrame) -> str:
    return (
        f"Area of a point: papers, {count(int(rows['n'].min()))} to {count(int(rows['n'].max()))}. "
        "Line: weighted by papers; band: slopes in the 95% interval (topics resampled). A work may "
        "have several topics. Compute: median of the listed models tagged with the topic."
    )


def _sensitivity(rows: pd.DataFrame) -> str:
    """Count the definitions and periods whose whole interval is on either side of none."""
    below, above = (rows["ci_high"] < 0).sum(), (rows["ci_low"] > 0).sum()
    return (
        f"Of {count(len(rows))} slopes by other definitions and periods, this one among them, "
        f"{count(int(below))} are below zero with their whole interval, {count(int(above))} above, "
        f"the rest can't be told from none."
    )


def _signed(number: float) -> str:
    return f"{number:+.1f}".replace("-", MINUS)


def _plot(rows: pd.DataFrame, fit: dict[str, float], text: Words) -> Plot:
    plot: Plot = (
        p9.ggplot()
        + p9.geom_ribbon(p9.aes("x", ymin="low", ymax="high"), _band(rows, fit), fill=INK, alpha=0.1)
        + p9.geom_line(p9.aes("x", "middle"), _band(rows, fit), color=INK, size=0.8)
        + p9.geom_point(
            p9.aes("intensity", "academic_share", size="n"),
            rows,
            color=COLOURS["academic_only"],
            alpha=0.55,
            stroke=0,
        )
        + p9.geom_text(
            p9.aes("at", "place", label="name", ha="side"),
            _labels(rows),
            size=LABEL,
            color=TEXT_COLOURS["unknown"],
        )
        + p9.scale_size_area(max_size=9)
        + p9.scale_x_continuous(labels=_powers, expand=(0.12, 0))
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
    """Ends and middle of the line, and of the lines through its middle at both ends of the slope."""
    at = pd.Series([rows["intensity"].min(), fit["mean_x"], rows["intensity"].max()])
    lines = {key: fit["mean_y"] + fit[key] * (at - fit["mean_x"]) for key in ("slope", "ci_low", "ci_high")}
    ends = pd.DataFrame(lines)
    return pd.DataFrame(
        {"x": at, "middle": ends["slope"], "low": ends.min(axis=1), "high": ends.max(axis=1)}
    )


def _labels(rows: pd.DataFrame) -> pd.DataFrame:
    """Names beside their points, largest topics first; a name that finds no room is left out."""
    spans = [float(rows[column].max() - rows[column].min()) or 1.0 for column in ("intensity", "academic_share")]
    across, up = (span * 1.24 / inches for span, inches in zip(spans, PANEL, strict=True))
    taken: list[tuple[float, float, float, float]] = []
    placed = []
    for _, row in rows.iterrows():
        wide, high = text_width(row["name"], LABEL) * across, LABEL / 72 * up
        gap = 0.09 * across
        for side, start in (("left", row["intensity"] + gap), ("right", row["intensity"] - gap - wide)):
            box = (start, start + wide, row["academic_share"] - high / 2, row["academic_share"] + high / 2)
            if not any(_meet(box, other) for other in taken):
                taken.append(box)
                at = start if side == "left" else start + wide
                placed.append({**row, "at": at, "place": row["academic_share"], "side": side})
                break
    return pd.DataFrame(placed)


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _powers(ticks: list[float]) -> list[str]:
    return [f"1e{tick:.0f}" for tick in ticks]


def _alt(rows: pd.DataFrame, slope: Slope) -> str:
    ends = rows.sort_values("intensity")
    parts = [
        f"{row['name']} {percent(row['academic_share'])} at 1e{row['intensity']:.1f} FLOP, {size(int(row['n']))}"
        for _, row in ends.iloc[[0, -1]].iterrows()
    ]
    return (
        f"Academic-only share of papers against compute, {count(len(rows))} topics. Least compute: "
        f"{parts[0]}. Most: {parts[1]}. Slope per tenfold compute: {slope.written()}."
    )
