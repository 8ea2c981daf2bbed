"""Employers of the first and the last author of papers by academia and industry, by list."""

import pandas as pd

from reports.charts.figure import Parts
from reports.charts.layers import framed, painted, share_labels
from reports.charts.plot import Plot, p9
from reports.charts.theme import INK, SMALL_TEXT
from reports.marts.dimensions import venue_name
from reports.marts.papers import FIRST, LAST, LEADS, LEAST_LED, led_papers
from reports.marts.reader import Marts, NotEnoughDataError, require
from reports.questions import who_publishes
from reports.questions.question import title
from reports.text.alternative_text import in_words
from reports.text.formatting import count, period_name

QUESTION = "Who leads the papers that academia and industry write together?"
MARTS = ("dim_venue", "metrics_of_papers", "vintages")
PANELS = {FIRST: "First author", LAST: "Last author"}
LOOKS = {
    "academia": "academic_only",
    "academia+industry": "academia_industry",
    "industry": "industry_only",
}
NOTES = (
    "Blue circles: a university and no company. Green triangles: both. Orange squares: a company "
    "and no university. Lines: 95% intervals (Wilson). Last list of each venue that prints "
    f"affiliations by author, with {LEAST_LED} papers of known lead or more."
)
FRAME, ROW = 2.3, 0.22  # inches of the texts and the axis, and of a row
FEWEST_ROWS = 4  # the height of fewer leaves no room for the texts


def draw(marts: Marts) -> Parts:
    """Draw the newest list of each venue, newest first, under all lists since 2023."""
    scope = require(marts.scope(LEADS, FIRST), "lists with affiliations by author")
    rows = led_papers(marts, scope)
    rows = rows[rows["sector"].isin(LOOKS)]
    rows = rows[rows["venue"].isin(rows.loc[rows["definition"] == FIRST, "venue"])]
    if not rows["venue"].notna().any():
        raise NotEnoughDataError(f"No list has {LEAST_LED} papers by academia and industry.")
    names = _names(marts, rows)
    return Parts(
        scopes=[scope],
        population="Accepted papers of teams with academia and industry, by employers of an author",
        notes=NOTES,
        finding=title(who_publishes.leads(marts)),
        data=rows.drop(columns="year"),
        alt=f"Employers of first and last authors. {in_words(rows, _series(rows, names))}",
        plot=_plot(rows, names),
        height=FRAME + ROW * max(names.nunique(), FEWEST_ROWS),
    )


def _names(marts: Marts, rows: pd.DataFrame) -> pd.Series:
    """Name the list of each row, with the papers whose first author is known."""
    first = rows[rows["definition"] == FIRST].groupby("venue", dropna=False)["n"].max()
    return pd.Series(
        [
            f"{venue_name(marts, venue) if isinstance(venue, str) else 'All lists'} "
            f"{period_name(period)} (n {count(int(first[venue]))})"
            for venue, period in zip(rows["venue"], rows["period"], strict=True)
        ],
        index=rows.index,
    )


def _series(rows: pd.DataFrame, names: pd.Series) -> pd.Series:
    return rows["definition"].map(PANELS) + ", " + rows["sector"] + ", " + names


def _plot(rows: pd.DataFrame, names: pd.Series) -> Plot:
    is_pooled = rows["venue"].isna()
    order = rows.assign(name=names, is_pooled=is_pooled).sort_values(["is_pooled", "year", "name"])
    marks = painted(rows.assign(team_class=rows["sector"].map(LOOKS))).assign(
        name=pd.Categorical(names, list(dict.fromkeys(order["name"]))),
        panel=pd.Categorical(rows["definition"].map(PANELS), list(PANELS.values())),
    )
    side = p9.position_dodge(width=0.5)  # equal shares stay apart
    return (
        p9.ggplot(marks, p9.aes("name", "value", color="ink", group="sector"))
        + p9.geom_linerange(
            p9.aes(ymin="ci_low", ymax="ci_high"), position=side, size=1.0, alpha=0.5
        )
        + p9.geom_point(p9.aes(shape="shape"), position=side, size=1.9)
        + p9.coord_flip()
        + p9.facet_wrap("panel", ncol=2)
        + p9.scale_y_continuous(
            breaks=[0, 0.25, 0.5, 0.75], labels=share_labels, limits=(0, 0.9), expand=(0, 0)
        )
        + framed("", "Share of papers", "x")
        + p9.theme(axis_text_y=p9.element_text(size=SMALL_TEXT, color=INK))
    )
