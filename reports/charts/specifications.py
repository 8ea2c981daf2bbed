"""A statement under every specification: all definitions, vintages and kinds of unknowns.

The first row has the margins of all specifications. The rows below repeat them for each choice, and
so show which choices they depend on. A margin is positive if the statement holds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from reports.charts.figure import Parts
from reports.charts.plot import Plot, p9
from reports.charts.rows import height, placed, row_chart
from reports.charts.theme import INK, MUTED
from reports.marts import dimensions
from reports.marts.reader import Marts, NotEnoughDataError, require
from reports.marts.revisions import specifications
from reports.text.formatting import count, period_name, with_sign

FEWEST = 2
ROOM = 0.23  # of the scale: the longest number
NOTES = (
    "Grey: the statement holds. Crosses: it fails. At the right: the number of specifications "
    "under which the statement fails, of all specifications. Margins ignore the intervals of the "
    "estimates; a margin near 0 is weak evidence."
)
Choices = Mapping[str, tuple[tuple[str, ...], Callable[..., str]]]
DEFINITIONS: Choices = {"Definition": (("definition",), dimensions.definition_name)}
VINTAGES: Choices = {"Vintage": (("vintage",), lambda _, vintage: f"{vintage:%Y-%m-%d}")}
PERIODS: Choices = {"Period": (("period",), lambda _, period: period_name(period))}


@dataclass(frozen=True)
class Statement:
    """A figure of all specifications of one statement; a call with the marts draws it.

    ``headline`` is its name in ``sensitivity_headlines``. ``scope`` is the metric and definition
    that give its newest list. The default is the newest specification of that definition, and of
    ``period`` if it is stated. ``margin`` formats margins. ``choices`` maps each kind of choice to
    its columns and a function of the marts and their values that names an option.
    """

    headline: str
    scope: tuple[str, str]
    axis: str
    margin: Callable[[float], str]
    choices: Choices
    period: str | None = None

    def __call__(self, marts: Marts) -> Parts:
        """Read every specification that the source supports, and return the parts of the figure."""
        scope = require(marts.scope(*self.scope), "models with known compute")
        rows = specifications(marts, scope.source, self.headline)
        if len(rows) < FEWEST:
            raise NotEnoughDataError(
                f"Only {len(rows)} of the statement's specifications can be computed; the figure "
                f"needs {FEWEST}."
            )
        options = self._options(marts, rows)
        default = self._default(rows)
        diamonds = [f"Diamond: the default, {self.margin(end)}." for end in default["margin"]]
        verdict = " ".join([_verdict(rows), *diamonds])
        return Parts(
            scopes=[replace(scope, definition=d) for d in sorted(rows["definition"].unique())],
            population=(
                f"{count(len(rows))} specifications (definitions {rows['definition'].nunique()}, "
                f"vintages {rows['vintage'].nunique()}, periods {rows['period'].nunique()}), each "
                f"of {count(int(rows['n'].min()))} to {count(int(rows['n'].max()))} models"
            ),
            notes=f"{verdict} {NOTES}",
            data=rows,
            alt=f"{self.axis}: {verdict} {self._alt(options)}",
            plot=self._plot(options, default),
            height=height(options),
        )

    def _default(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the specification of the headline itself, or none if no list supports it."""
        matches = rows[
            (rows["definition"] == self.scope[1])
            & (rows["unknowns"] == "excluded")
            & (rows["other_unknowns"] == "excluded")
            & ((rows["period"] == self.period) if self.period else True)
        ]
        return matches.sort_values(["vintage", "period"]).tail(1)

    def _options(self, marts: Marts, rows: pd.DataFrame) -> pd.DataFrame:
        """Return a row for all margins, and a heading and the options of each choice."""
        lines = [_option("Every specification", rows["margin"])]
        for name, (columns, word) in self.choices.items():
            lines.append({"label": name})
            for key, part in rows.groupby(list(columns)):
                lines.append(_option(f"   {word(marts, *key)}", part["margin"]))
        options = pd.DataFrame(lines)
        return placed(options, options["number"].isna())

    def _plot(self, options: pd.DataFrame, default: pd.DataFrame) -> Plot:
        each = options.explode("margins").dropna(subset=["margins"])
        each = each.assign(margin=each["margins"].astype(float))
        holds, fails = each[each["margin"] >= 0], each[each["margin"] < 0]
        low, high = min(each["margin"].min(), 0.0), max(each["margin"].max(), 0.01)
        place = p9.aes("margin", "y")
        layers = [
            p9.geom_vline(xintercept=0, color=MUTED, size=0.8),
            p9.geom_point(place, holds, color="#8a8a8a", shape="|", size=2.4, stroke=0.5),
            p9.geom_point(place, fails, color=INK, shape="x", size=1.7, stroke=0.5),
            p9.geom_point(p9.aes("margin"), default, y=0, color=INK, shape="D", size=2.6),
        ]
        return row_chart(
            options, layers, (low, high), ROOM, self.axis, lambda ticks: [*map(self.margin, ticks)]
        )

    def _alt(self, options: pd.DataFrame) -> str:
        """Write the range of margins of each option."""
        parts = []
        for _, line in options.iterrows():
            text = line["label"].strip()
            if pd.notna(line["number"]):
                low, high = (self.margin(end(line["margins"])) for end in (min, max))
                text += f": {low} to {high}, fails under {line['number']}"
            parts.append(f"{text}.")
        return " ".join(parts)


def points(margin: float) -> str:
    """Write a difference of shares in percentage points."""
    return with_sign(margin * 100)


def _verdict(rows: pd.DataFrame) -> str:
    """State how often the statement fails."""
    failing, total = int((rows["margin"] < 0).sum()), count(len(rows))
    verb = "fails" if failing else "holds"
    part = f"{count(failing)} of" if 0 < failing < len(rows) else "all"
    return f"The statement {verb} under {part} {total} specifications."


def _option(label: str, margins: pd.Series) -> dict[str, object]:
    fails = f"{count(int((margins < 0).sum()))} of {count(len(margins))}"
    return {"label": label, "number": fails, "margins": list(margins)}
