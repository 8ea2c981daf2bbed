"""The kind of figure that shows a revised share: each vintage, and the causes of each change."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from reports.charts.figure import Parts
from reports.charts.layers import share_labels
from reports.charts.plot import Plot, p9
from reports.charts.rows import height, lines_in_words, placed, row_chart
from reports.charts.theme import COLOURS, POINT_SIZE
from reports.marts.dimensions import events
from reports.marts.reader import MODELS, Marts, NotEnoughDataError, require
from reports.marts.revisions import revision_steps
from reports.text.formatting import cause_name, count, in_period, percent, team_adjective, with_sign

LEAST = 0.005  # half a percentage point: smaller parts of a step are drawn together
ROSE, FELL = "#4d4d4d", "#b0b0b0"
ROOM = 0.55  # of the scale: the longest number
NOTES = (
    "Points: the share in each vintage, with its 95% interval by organisation. Bars: what changed "
    "it, in percentage points (Shapley values); dark bars raise the share. Parts under half a "
    "point are drawn as one."
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
        if not rows["contribution"].abs().max() > 0:
            raise NotEnoughDataError("The share is the same in every vintage.")
        lines = _lines(rows)
        ends = rows.iloc[[0, -1]]
        first, last = (
            f"{percent(row[f'{side}_value'], 1)} on the list of {row[f'{side}_vintage']:%Y-%m-%d}"
            for side, (_, row) in zip(("old", "new"), ends.iterrows(), strict=True)
        )
        changes = events(marts, scope.source, rows["old_vintage"].min().year, "list")
        population = (
            f"{team_adjective(self.team_class).capitalize()} share of notable models with known "
            f"compute {in_period(self.period)}, {rows['old_vintage'].nunique() + 1} vintages"
        )
        return Parts(
            scopes=[scope],
            population=population,
            notes=" ".join([NOTES, *(f"Rules: {event['sentence']}." for event in changes)]),
            finding=f"{team_adjective(self.team_class).capitalize()} share: {first}, {last}",
            data=rows,
            alt=f"{population}. {lines_in_words(lines)}",
            plot=self._plot(lines),
            height=height(lines),
        )

    def _plot(self, lines: pd.DataFrame) -> Plot:
        parts, vintages = (lines[lines["is_part"] == value] for value in (True, False))
        colour = COLOURS[self.team_class]
        ends = lines[["start", "end", "ci_low", "ci_high"]].astype(float)
        layers = [
            p9.geom_rect(
                p9.aes(xmin="start", xmax="end", ymin="y - 0.3", ymax="y + 0.3", fill="ink"),
                parts.assign(ink=(parts["end"] > parts["start"]).map({True: ROSE, False: FELL})),
            ),
            p9.geom_segment(
                p9.aes("ci_low", "y", xend="ci_high", yend="y"),
                vintages.dropna(subset=["ci_low", "ci_high"]),
                color=colour,
                size=1.4,
                alpha=0.35,
            ),
            p9.geom_point(p9.aes("end", "y"), vintages, color=colour, size=POINT_SIZE + 0.4),
        ]
        scale = (float(ends.min().min()), float(ends.max().max()))
        return row_chart(lines, layers, scale, ROOM, "Share", share_labels)


def _lines(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each vintage, and rows below it for the parts of the next change."""
    lines: list[dict[str, Any]] = []
    for _, step in rows.groupby("old_vintage"):
        first = step.iloc[0]
        # The end of a step is mostly the start of the next one, so this share is drawn once.
        if not lines or lines[-1]["vintage"] != first["old_vintage"]:
            lines.append(_vintage(first, "old"))
        lines += [*_parts(step), _vintage(first, "new")]
    marks = pd.DataFrame(lines)
    return placed(marks, ~marks["is_part"])


def _vintage(row: pd.Series, side: str) -> dict[str, Any]:
    return {
        "vintage": row[f"{side}_vintage"],
        "label": f"{row[f'{side}_vintage']:%Y-%m-%d}",
        "number": f"{percent(row[f'{side}_value'], 1)}, n {count(int(row[f'{side}_n']))}",
        "is_part": False,
        "start": None,
        "end": row[f"{side}_value"],
        "ci_low": row[f"{side}_ci_low"],
        "ci_high": row[f"{side}_ci_high"],
    }


def _parts(step: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the parts of a step, largest first; each begins where the one before it ends."""
    small = step["contribution"].abs() < LEAST
    parts = [
        (cause_name(cause), float(part))
        for cause, part in zip(step["cause"][~small], step["contribution"][~small], strict=True)
    ]
    rest = float(step["contribution"][small].sum())
    parts += [("Small parts together", rest)] if rest else []
    end, lines = float(step["old_value"].iloc[0]), []
    for name, part in parts:
        start, end = end, end + part
        number = with_sign(part * 100, 1)
        line = {"label": f"   {name}", "number": number, "is_part": True}
        lines.append({**line, "vintage": None, "start": start, "end": end})
    return lines
