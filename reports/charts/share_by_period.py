"""The kind of figure that shows team classes in the fixed periods, each share with k of n."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from reports.charts.figure import Parts, require_periods
from reports.charts.layers import framed, painted, share_labels
from reports.charts.plot import Plot, p9
from reports.charts.theme import INK, LABEL_TEXT, POINT_SIZE
from reports.marts.reader import Marts, Scope, require
from reports.text.alternative_text import estimate, in_words, teams
from reports.text.formatting import TEAM_CLASSES, count, percent, period_name, size, team_name

PERIODS = ("2010-2014", "2015-2019", "2020-2022", "2023-latest")
FIXED = f"period in {PERIODS}"
HEIGHT = 6.2


@dataclass(frozen=True)
class PeriodShares:
    """A figure of team classes in the fixed periods; a call with the marts draws it.

    ``lists`` is the name of the missing data in the error if there are no rows. ``is_small`` gives
    small shares a finer scale and one more decimal. ``finding`` takes the marts, the scope and the
    rows.
    """

    scope: tuple[str, str]
    lists: str
    population: str
    notes: str
    lead: str
    axis: str
    is_small: bool = False
    finding: Callable[[Marts, Scope, pd.DataFrame], str | None] = lambda *_: None

    def __call__(self, marts: Marts) -> Parts:
        """Read the periods, and return the parts of the figure."""
        scope = require(marts.scope(*self.scope), self.lists)
        rows = marts.rows(scope, f"{FIXED} and team_class is not null")
        require_periods(rows)
        # Shares with the same n have the same cases, which are counted once.
        has_one_base = rows.groupby("period")["n"].nunique().max() == 1
        base = rows.drop_duplicates("period") if has_one_base else rows
        return Parts(
            scopes=[scope],
            population=f"{self.population}, {size(int(base['n'].sum()))}",
            notes=self.notes,
            finding=self.finding(marts, scope, rows),
            data=rows,
            alt=f"{self.lead} {in_words(rows, teams(rows), self._write)}",
            plot=self._plot(rows),
            height=HEIGHT,
        )

    @property
    def _digits(self) -> int:
        return 1 if self.is_small else 0

    def _write(self, row: pd.Series) -> str:
        return estimate(row, self._digits)

    def _plot(self, rows: pd.DataFrame) -> Plot:
        end = float(rows["ci_high"].max()) if self.is_small else 1.0
        step = 0.01 if self.is_small else 0.25
        marks = painted(rows).assign(
            panel=pd.Categorical(
                [team_name(name) for name in rows["team_class"]],
                [team_name(name) for name in TEAM_CLASSES],
            ),
            place=[-PERIODS.index(period) for period in rows["period"]],
            label=[
                f"{percent(value, self._digits)} ({count(k)} of {count(n)})"
                for value, k, n in zip(rows["value"], rows["k"], rows["n"], strict=True)
            ],
        )
        return (
            p9.ggplot(marks, p9.aes("value", "place", color="ink"))
            + p9.geom_segment(
                p9.aes("ci_low", "place", xend="ci_high", yend="place"), size=1.6, alpha=0.45
            )
            + p9.geom_point(p9.aes(shape="shape"), size=POINT_SIZE + 0.8)
            + p9.geom_text(
                p9.aes(x=1.05 * end, label="label"), color=INK, ha="left", size=LABEL_TEXT
            )
            + p9.facet_wrap("panel", ncol=1)
            + p9.scale_y_continuous(
                breaks=[-i for i in range(len(PERIODS))],
                labels=[period_name(period) for period in PERIODS],
                limits=(-len(PERIODS) + 0.5, 0.5),
            )
            + p9.scale_x_continuous(
                breaks=[tick * step for tick in range(101) if tick * step <= end],
                labels=share_labels,
                limits=(-0.03 * end, 1.55 * end),
                expand=(0, 0),
            )
            + framed(self.axis, "", "x")
        )
