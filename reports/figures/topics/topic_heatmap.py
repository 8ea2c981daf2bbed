"""Team classes of the papers of every topic, by year."""

import pandas as pd

from reports.charts.figure import FigureText, Parts, require_periods
from reports.charts.layers import share_labels, year_ticks
from reports.charts.plot import Plot, p9
from reports.charts.theme import MUTED, SMALL_TEXT, ReportTheme
from reports.marts.reader import Marts
from reports.marts.topics import paper_scope, size_range, years
from reports.text.alternative_text import share
from reports.text.formatting import count, with_mark_note

QUESTION = "Who writes on which topic, and when?"
MARTS = ("dim_topic", "metrics", "vintages")
FIRST_YEAR = 2013
FEWEST = 10  # papers of a year and topic
PANELS = {
    "academic_only": "Academic only",
    "academia_industry": "Academia\n+ industry",
    "industry_only": "Industry only",
}
TEAM = "academic_only"
HEIGHT = 9.4
LOW, HIGH = "#f7f7f2", "#08306b"
NOTES = (
    "Shares of papers of known team class; the shares of other teams are not drawn. Topics in the "
    f"order of their academic-only share over the years drawn. Cells of fewer than {FEWEST} papers "
    "are blank."
)


def draw(marts: Marts) -> Parts:
    """Draw one cell for each topic and year, one panel for each team class."""
    scope = paper_scope(marts)
    teams = ", ".join(f"'{team}'" for team in PANELS)
    rows = years(marts, scope, f"team_class in ({teams}) and topics.parent is not null")
    rows = rows[(rows["year"] >= FIRST_YEAR) & (rows["n"] >= FEWEST)].reset_index(drop=True)
    require_periods(rows)
    return Parts(
        scopes=[scope],
        population=(
            f"Shares of team classes by topic and year since {FIRST_YEAR}, "
            f"{count(rows['topic'].nunique())} topics, {size_range(rows['n'])} papers a cell"
        ),
        notes=with_mark_note(NOTES, rows["name"]),
        data=rows.drop(columns=["year", "name"]),
        alt=_alt(rows),
        plot=lambda text: _plot(rows, text),
        height=HEIGHT,
    )


def _plot(rows: pd.DataFrame, text: FigureText) -> Plot:
    marks = rows.assign(
        name=pd.Categorical(rows["name"], _order(rows)),
        panel=pd.Categorical(rows["team_class"].map(PANELS), list(PANELS.values())),
    )
    plot: Plot = (
        p9.ggplot(marks, p9.aes("year", "name", fill="value"))
        + p9.geom_tile(width=0.94, height=0.9)
        + p9.facet_wrap("panel", nrow=1)
        + p9.scale_fill_gradient(
            LOW,
            HIGH,
            limits=(0, 1),
            breaks=[0, 0.5, 1],
            labels=share_labels,
            # A colour bar has a fixed resolution, and is drawn wrongly in an SVG.
            guide=p9.guide_legend(),
        )
        + p9.scale_x_continuous(
            breaks=year_ticks(rows["year"], 3), labels=lambda ticks: [f"{t:.0f}" for t in ticks]
        )
        + p9.labs(x="Year of the venue", y="", fill="Share of the topic's papers", **text.labels())
        + ReportTheme(HEIGHT, grid="")
        + p9.theme(
            axis_text_y=p9.element_text(size=6.8, color=MUTED),
            strip_text=p9.element_text(size=SMALL_TEXT, weight="bold", ha="left"),
            legend_position="bottom",
            legend_title=p9.element_text(size=SMALL_TEXT),
            legend_text=p9.element_text(size=SMALL_TEXT),
        )
    )
    return plot


def _order(rows: pd.DataFrame) -> list[str]:
    academic = rows[rows["team_class"] == TEAM].groupby("name")[["k", "n"]].sum()
    return [str(name) for name in (academic["k"] / academic["n"]).sort_values().index]


def _alt(rows: pd.DataFrame) -> str:
    newest = rows[(rows["team_class"] == TEAM) & (rows["year"] == rows["year"].max())]
    ranked = newest.sort_values("value")
    ends = [f"{row['name']} {share(row)}" for _, row in ranked.iloc[[0, -1]].iterrows()]
    return (
        f"Shares of team classes by topic and year, {count(rows['topic'].nunique())} topics. "
        f"Academic-only in {rows['year'].max()}: lowest {ends[0]}, highest {ends[1]}."
    )
