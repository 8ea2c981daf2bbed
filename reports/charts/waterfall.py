"""The kind of figure that shows a revised share: each vintage, and the causes of each change.

Between two vintages each cause begins at the end of the cause above it. The last cause ends at the
share of the next vintage.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.ticker import MaxNLocator

from reports.charts.figure import FigureText, Parts
from reports.charts.layers import share_labels
from reports.charts.plot import Plot, p9
from reports.charts.table_chart import TableScale, chart, column_width, height
from reports.charts.theme import COLOURS, INK, MUTED, POINT_SIZE, TEXT_COLOURS, TEXT_WIDTH
from reports.charts.time_marks import event_lines
from reports.marts.dimensions import events
from reports.marts.reader import MODELS, Marts, NotEnoughDataError, require
from reports.marts.revisions import revision_steps
from reports.text.formatting import (
    cause_name,
    count,
    in_period,
    percent,
    sentence_list,
    team_adjective,
    with_sign,
)

LEAST = 0.005  # half a percentage point: smaller parts of a step are drawn together
OTHER = "Small parts together"
ROSE, FELL = "#4d4d4d", "#b0b0b0"
BAR = ("start", "ink")
INDENT, GAP = 0.12, 0.16  # inches
HALF_BAR = 0.3  # of a row
FEWEST_ROWS = 5.0  # the height of a figure in which nothing changed a share
NOTES = (
    "Points: the share in each vintage, with its 95% interval by organisation. Bars: what changed "
    "it before the next vintage, in percentage points; dark bars raise the share. Each bar is a "
    "Shapley value: the effect of a cause, averaged over all orders of causes. The bars of a step "
    "add up to its change. Parts under half a point are drawn as one. Matched: rows of the older "
    "and of the newer file that the other file has too. Some files list notable models only."
)


@dataclass(frozen=True)
class Revisions:
    """A figure of a share in every vintage; a call with the marts draws it."""

    team_class: str
    period: str

    def __call__(self, marts: Marts) -> Parts:
        """Read every vintage and the causes of each change, and return the parts of the figure."""
        scope = require(marts.scope(*MODELS), "models with known compute")
        rows = revision_steps(marts, scope, self.period, self.team_class)
        if rows.empty:
            raise NotEnoughDataError(
                "This publication has no two vintages of the share to compare."
            )
        steps = rows.drop_duplicates("old_vintage")
        count_of_steps = f"{len(steps)} revision{'s' if len(steps) > 1 else ''}"
        population = (
            f"{team_adjective(self.team_class).capitalize()} share of notable models with known "
            f"compute {in_period(self.period)}, {count_of_steps}, "
            f"n from {count(int(steps['old_n'].iloc[0]))} to {count(int(steps['new_n'].iloc[-1]))}"
        )
        lines = _lines(rows)
        changes = events(marts, scope.source, rows["old_vintage"].min().year, "list")
        notes = [f"Dotted line: {event['sentence']}." for event in changes]
        dates = pd.to_datetime(lines["date"])
        # A line is above the first vintage from its event on.
        starts = [lines["y"][dates >= pd.Timestamp(event["event_date"])].max() for event in changes]
        places = [start + 0.5 for start in starts if start < 0]
        count_of_rows = max(FEWEST_ROWS, 1 - float(lines["y"].min()))
        return Parts(
            scopes=[scope],
            population=population,
            notes=" ".join([NOTES, *notes]),
            data=rows,
            alt=_alt(rows, population),
            plot=lambda text: _plot(lines, text, count_of_rows, self.team_class, places),
            height=lambda text: height(text, count_of_rows),
        )


def _lines(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a line for each vintage, and lines below it for the parts of the next change."""
    lines: list[dict[str, Any]] = []
    for _, step in rows.groupby("old_vintage"):
        first = step.iloc[0]
        # The end of a step is mostly the start of the next one, so this share is drawn once.
        if not lines or lines[-1]["date"] != first["old_vintage"]:
            lines.append(_vintage(first, "old"))
        lines += _parts(step)
        lines.append(_vintage(first, "new"))
    # A share that nothing changed has no bars.
    marks = pd.DataFrame(lines, columns=[*lines[0], *BAR])
    return marks.assign(y=[-1.2 - place for place in range(len(lines))])


def _vintage(row: pd.Series, side: str) -> dict[str, Any]:
    """Return the share in one vintage; the later vintage of a step also has the matched rows."""
    matched = (percent(row["old_match_rate"]), percent(row["new_match_rate"]))
    return {
        "kind": "vintage",
        "date": row[f"{side}_vintage"],
        "label": f"{row[f'{side}_vintage']:%Y-%m-%d}",
        "end": row[f"{side}_value"],
        "ci_low": row[f"{side}_ci_low"],
        "ci_high": row[f"{side}_ci_high"],
        "number": f"{percent(row[f'{side}_value'], 1)}, n {count(int(row[f'{side}_n']))}",
        "matched": " and ".join(matched) if side == "new" else "",
    }


def _parts(step: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the parts of one step, largest first; each part begins where the previous one ends."""
    end = float(step["old_value"].iloc[0])
    lines = []
    for name, part in _named(step):
        start, end = end, end + part
        lines.append(
            {
                "kind": "part",
                "date": None,
                "label": name,
                "start": start,
                "end": end,
                "number": with_sign(part * 100, 1),
                "matched": "",
                "ink": ROSE if part > 0 else FELL,
            }
        )
    return lines


def _named(step: pd.DataFrame) -> list[tuple[str, float]]:
    """Name the parts of half a point or more, and add up the others if there are several."""
    parts = step[step["contribution"].abs() > 0]
    large = parts["contribution"].abs() >= LEAST
    if (~large).sum() == 1:
        # A single small part keeps its name, because "other" for one part would say less.
        large[:] = True
    labels = [
        (cause_name(cause), float(part))
        for cause, part in zip(parts["cause"][large], parts["contribution"][large], strict=True)
    ]
    rest = parts["contribution"][~large]
    return labels if rest.empty else [*labels, (OTHER, float(rest.sum()))]


def _plot(
    lines: pd.DataFrame, text: FigureText, rows: float, team_class: str, places: list[float]
) -> Plot:
    ends = lines[["start", "end", "ci_low", "ci_high"]].astype(float)
    low, high = float(ends.min().min()), float(ends.max().max())
    pad = max(0.06 * (high - low), 0.005)
    left = INDENT + column_width(lines["label"]) + GAP
    number, matched = column_width(lines["number"]), column_width(lines["matched"])
    scale = TableScale(max(low - pad, 0.0), min(high + pad, 1.0), left, number + matched + 2 * GAP)
    ticks = _ticks(scale.low, scale.high)
    foot = float(lines["y"].min()) - 0.5
    return chart(
        text,
        rows,
        "Share",
        [
            *scale.grid(ticks, pd.DataFrame({"top": [-0.6], "foot": [foot]})),
            *event_lines("y", places),
            *_marks(lines, team_class),
            *_texts(scale, lines, team_class, TEXT_WIDTH - matched - GAP),
            *scale.scales(ticks, share_labels, 0.5 - foot),
        ],
    )


def _ticks(low: float, high: float) -> list[float]:
    positions = MaxNLocator(nbins=4, steps=[1, 2, 5, 10]).tick_values(low * 100, high * 100)
    return [float(tick) / 100 for tick in positions if low <= tick / 100 <= high]


def _marks(lines: pd.DataFrame, team_class: str) -> list[Any]:
    """Draw the bars of the parts, the thin line that joins them, and the share in each vintage."""
    thread = lines.assign(below=lines["y"].shift(-1), next=lines["kind"].shift(-1))
    joined = thread[(thread["next"] == "part") | (thread["kind"] == "part")]
    parts, vintages = (lines[lines["kind"] == kind] for kind in ("part", "vintage"))
    return [
        p9.geom_segment(
            p9.aes("end", "y", xend="end", yend="below"), joined, color=MUTED, size=0.5
        ),
        p9.geom_rect(
            p9.aes(
                xmin="start", xmax="end", ymin=f"y - {HALF_BAR}", ymax=f"y + {HALF_BAR}", fill="ink"
            ),
            parts,
        ),
        p9.geom_segment(
            p9.aes("ci_low", "y", xend="ci_high", yend="y"),
            vintages.dropna(subset=["ci_low", "ci_high"]),
            color=COLOURS[team_class],
            size=1.4,
            alpha=0.35,
        ),
        p9.geom_point(
            p9.aes("end", "y"), vintages, color=COLOURS[team_class], size=POINT_SIZE + 0.4
        ),
    ]


def _texts(scale: TableScale, lines: pd.DataFrame, team_class: str, number: float) -> list[Any]:
    """Draw names at the left; at the right, the share or its change, and the matched rows."""
    vintages = lines[lines["kind"] == "vintage"].assign(text_ink=TEXT_COLOURS[team_class])
    parts = lines[lines["kind"] == "part"].assign(text_ink=INK)
    head = pd.DataFrame(
        {
            "y": [0.0],
            "label": ["Vintage, and what changed it"],
            "number": ["Share, n"],
            "matched": ["Matched"],
            "text_ink": INK,
        }
    )
    return [
        *scale.column(pd.concat([head, vintages]), "label", 0, bold=True),
        *scale.column(parts, "label", INDENT),
        *scale.column(pd.concat([vintages, parts]), "number", number, align="right"),
        *scale.column(head, "number", number, align="right", bold=True),
        *scale.column(head, "matched", TEXT_WIDTH, align="right", bold=True),
        *scale.column(vintages.assign(text_ink=MUTED), "matched", TEXT_WIDTH, align="right"),
    ]


def _alt(rows: pd.DataFrame, population: str) -> str:
    """Write the shares at both ends of every step, and its parts of half a point or more."""
    parts = [f"{population}."]
    for _, step in rows.groupby("old_vintage"):
        row = step.iloc[0]
        moved = [f"{name.lower()} {with_sign(part * 100, 1)}" for name, part in _named(step)]
        parts.append(
            f"{row['old_vintage']:%Y-%m-%d} to {row['new_vintage']:%Y-%m-%d}: "
            f"{percent(row['old_value'], 1)} (n {count(int(row['old_n']))}) to "
            f"{percent(row['new_value'], 1)} (n {count(int(row['new_n']))}); "
            f"{sentence_list(moved) if moved else 'nothing changed it'}."
        )
    return " ".join(parts)
