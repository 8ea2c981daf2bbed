"""Academic-only share of papers by the training compute of their topic, one point per topic."""

from collections.abc import Mapping

import pandas as pd

from reports.charts.figure import Parts
from reports.charts.layers import framed, powers, share_labels
from reports.charts.plot import Plot, p9
from reports.charts.theme import COLOURS, INK, MUTED, PAPER, SMALL_TEXT, TEXT_COLOURS
from reports.marts.reader import Marts, NotEnoughDataError, Scope
from reports.marts.topics import SLOPE, line, paper_scope, points
from reports.questions.wording import LATEST
from reports.text.formatting import count, in_period, percent, size, with_mark_note
from reports.text.typesetting import text_width
from reports.text.units import format_interval, format_number

QUESTION = "Are academic-only papers rarer in topics that take much compute?"
MARTS = (
    "dim_topic",
    "metrics_of_papers",
    "metrics_of_topics",
    "topic_fits",
    "topic_join",
    "vintages",
)
UNIT = "share_per_log10_flop"
MEASURE = ("topic_compute_intensity", "all_models_compute_known")
FEWEST = 5
LABEL = 7.4  # points
LINE = 0.036  # height of a line, in spans of the shares
NEAR, SIDES = 0.015, 0.15  # spans of compute: from a point to its name, and beside all points
WIDE = 0.02  # of the span of compute: the radius of the largest point
ROOM = 0.42  # of the span of compute: the longest name
INCHES = 5.1  # width of the panel
LARGEST_SIZE = 9.0


def draw(marts: Marts) -> Parts:
    """Draw each topic as a point, sized by its papers, with the fitted line and its interval."""
    scope = paper_scope(marts)
    lines = {period: line(marts, scope, period) for period in (LATEST, "all")}
    fits = {period: fit for period, fit in lines.items() if fit}
    period = next(iter(fits), "all")
    rows = points(marts, scope, period)
    if len(rows) < FEWEST or not fits:
        raise NotEnoughDataError(
            f"Only {len(rows)} topics have 20 papers and 5 models with known compute; the figure "
            f"needs {FEWEST}."
        )
    fit = fits[period]
    finding, *other = _finding(fits)
    return Parts(
        scopes=[scope],
        population=(
            f"{count(len(rows))} topics with 20 papers and 5 models or more, {in_period(period)}, "
            "all venues pooled. In a topic with ten times the compute, the academic-only share "
            f"differs by {_written(fit)}{''.join(f'; they are {text}' for text in other)}"
        ),
        notes=with_mark_note(_notes(rows, marts.scope(*MEASURE)), rows["name"]),
        finding=f"In topics with more compute, academic-only teams are {finding}, venues pooled",
        # The points are rows of topic_join; they are drawn for the metric of the slope.
        data=rows.drop(columns="name").assign(metric=SLOPE, definition="wls_all_models"),
        alt=_alt(rows, _written(fit), period),
        plot=_plot(rows, fit),
        height=7.8,
    )


def _finding(fits: Mapping[str, dict[str, float]]) -> list[str]:
    """State the sign in each period, and whether it is clear."""
    parts = []
    for period, fit in fits.items():
        is_clear = fit["ci_high"] < 0 or fit["ci_low"] > 0
        parts.append(
            f"{'' if is_clear else 'not clearly '}"
            f"{'rarer' if fit['slope'] < 0 else 'more common'} {in_period(period)}"
        )
    return parts


def _notes(rows: pd.DataFrame, compute: Scope | None) -> str:
    source = f" ({compute.citation}; {compute.licence})" if compute else ""
    return (
        f"Area: papers, {count(int(rows['n'].min()))} to {count(int(rows['n'].max()))}. Band: "
        "slopes in the 95% interval (bootstrap over topics). Compute: median of the topic's "
        f"models{source}."
    )


def _written(fit: Mapping[str, float]) -> str:
    """Write a slope per tenfold compute with its interval: ``-1.3 points (-2.6 to -0.2)``."""
    interval = format_interval(fit["ci_low"], fit["ci_high"], UNIT)
    return f"{format_number(fit['slope'], UNIT)} points ({interval})"


def _plot(rows: pd.DataFrame, fit: dict[str, float]) -> Plot:
    span = float(rows["intensity"].max() - rows["intensity"].min()) or 1.0
    left, right = rows["intensity"].min() - 0.05 * span, rows["intensity"].max() + 0.1 * span
    ticks = [tick for tick in range(40) if left <= tick <= right]
    labels = _labels(rows, span)
    return (
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
        + p9.geom_label(
            p9.aes("at", "academic_share", label="name"),
            labels,
            fill=PAPER,
            alpha=0.8,
            label_size=0,
            label_padding=0.05,
            ha="left",
            size=LABEL,
            color=TEXT_COLOURS["unknown"],
        )
        + p9.scale_size_identity()
        + p9.scale_x_continuous(
            breaks=ticks, labels=powers, limits=(left, right + ROOM * span), expand=(0, 0)
        )
        + p9.scale_y_continuous(labels=share_labels)
        + framed(
            "Median training compute of the topic's models, FLOP",
            "Academic-only share of papers",
            "xy",
        )
        + p9.theme(axis_text=p9.element_text(size=SMALL_TEXT, color=MUTED))
    )


def _band(rows: pd.DataFrame, fit: dict[str, float]) -> pd.DataFrame:
    """Draw the fitted line, and two lines with the slopes at the ends of the interval."""
    # A fitted line always passes through the means, so the slopes turn around that point.
    at = pd.Series([rows["intensity"].min(), fit["mean_x"], rows["intensity"].max()])
    lines = {
        key: fit["mean_y"] + fit[key] * (at - fit["mean_x"])
        for key in ("slope", "ci_low", "ci_high")
    }
    ends = pd.DataFrame(lines)
    return pd.DataFrame(
        {"x": at, "middle": ends["slope"], "low": ends.min(axis=1), "high": ends.max(axis=1)}
    )


def _labels(rows: pd.DataFrame, span: float) -> pd.DataFrame:
    """Name topics beside their points, the largest first, where no other name or point is."""
    shares = rows["academic_share"]
    height = LINE * max(float(shares.max() - shares.min()), 0.01)
    taken = list(zip(rows["intensity"], rows["intensity"], shares, strict=True))
    kept = {}
    for row in rows.sort_values("n", ascending=False).index:
        point, middle = float(rows["intensity"][row]), float(shares[row])
        width = text_width(rows["name"][row], LABEL) / INCHES * (1 + SIDES + ROOM) * span
        near = (NEAR + WIDE * (rows["n"][row] / rows["n"].max()) ** 0.5) * span
        for left in (point + near, point - near - width):
            box = (left, left + width, middle)
            if left > rows["intensity"].min() and not any(
                abs(middle - y) < height and left < last and first < box[1]
                for first, last, y in taken
            ):
                taken.append(box)
                kept[row] = left
                break
    return rows.loc[list(kept)].assign(at=list(kept.values()))


def _alt(rows: pd.DataFrame, slope: str, period: str) -> str:
    ends = rows.sort_values("intensity")
    parts = [
        f"{row['name']} {percent(row['academic_share'])} at 1e{row['intensity']:.1f} FLOP, "
        f"{size(int(row['n']))}"
        for _, row in ends.iloc[[0, -1]].iterrows()
    ]
    return (
        f"Academic-only share of papers against compute {in_period(period)}, {count(len(rows))} "
        f"topics. Least compute: {parts[0]}. Most: {parts[1]}. Slope per tenfold compute: "
        f"{slope}."
    )
