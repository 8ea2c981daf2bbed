"""Shares of abstracts, or of titles, that name a pre-trained model, by origin and team class."""

from functools import partial

import pandas as pd

from reports.charts import layers
from reports.charts.figure import Parts, require_periods
from reports.charts.plot import Plot, p9
from reports.charts.theme import TEXT_COLOURS
from reports.marts.adoption import TITLES, named, origin_years
from reports.marts.papers import COVERED
from reports.marts.reader import Marts, require
from reports.questions import who_adopts
from reports.questions.question import title
from reports.text.alternative_text import estimate, in_words
from reports.text.formatting import PURE_TEAMS, percent, size, team_name

QUESTION = "Whose pre-trained models do abstracts or titles name?"
MARTS = ("metrics", "vintages")
FIRST_YEAR = 2013
# Titles name so few models that the intervals of smaller years would hide the shares of all others.
FEWEST_TITLES = 100
# An origin has the colour of the teams of its sector.
ORIGINS = {
    "industry": ("industry_only", "industry"),
    "academia+industry": ("academia_industry", "both"),
    "academia": ("academic_only", "academia"),
}
NEWEST = "2023-latest"
HEIGHT = 6.4
PANEL_INCHES = (HEIGHT - 2.7) / 2
LABEL_INCHES = 0.2
NOTES = (
    'Colour: the maker of the model; "both" is academia with industry. Bands: 95% intervals '
    "(Wilson). Grey numbers: {counted}. A paper may name a model without using it, for example "
    "as a baseline. The lines pool venues{venues}, which differ from year to year; a rise or fall "
    "is also a change of venues. The title holds venues fixed, if both periods have them."
)
BY_TITLE = {
    "counted": (
        "papers, of which only the title is searched. Years with fewer than "
        f"{FEWEST_TITLES} papers of a team are left out"
    ),
    "venues": "",
}
BY_ABSTRACT = {
    "counted": (
        f"papers with an abstract. Open points: fewer than {percent(COVERED)} of the year's papers "
        "have an abstract"
    ),
    "venues": " with abstracts",
}


def draw(marts: Marts) -> Parts:
    """Draw the share of papers that name a model of each origin, by year."""
    scope = require(marts.scope(*named(marts)), "titles of papers")
    is_title = scope.definition == TITLES[1]
    rows = origin_years(marts, scope, PURE_TEAMS, FIRST_YEAR)
    fewest = FEWEST_TITLES if is_title else 0
    rows = rows[rows["sector"].isin(ORIGINS) & (rows["n"] >= fewest)].reset_index(drop=True)
    require_periods(rows)
    total = size(int(rows.drop_duplicates(["team_class", "year"])["n"].sum()))
    return Parts(
        scopes=[scope],
        population=(
            f"Accepted papers of these teams{'' if is_title else ' with an abstract'} since "
            f"{FIRST_YEAR}, {total}"
        ),
        notes=NOTES.format(**BY_TITLE if is_title else BY_ABSTRACT),
        finding=title(who_adopts.answer(marts)),
        data=rows.drop(columns="year"),
        alt=_alt(rows),
        plot=_plot(rows),
        height=HEIGHT,
    )


def _plot(rows: pd.DataFrame) -> Plot:
    inks = rows["sector"].map({sector: ink for sector, (ink, _) in ORIGINS.items()})
    painted = rows.assign(team=rows["team_class"], team_class=inks)
    marks = pd.concat(layers.ordered(part) for _, part in painted.groupby("team"))
    titles = [f"{team_name(team)} teams" for team in PURE_TEAMS]
    panels = marks["team"].map(dict(zip(PURE_TEAMS, titles, strict=True)))
    marks = marks.assign(panel=pd.Categorical(panels, titles))
    top = float(marks["ci_high"].max()) * 1.04
    hollow = marks[marks["n"] < COVERED * (marks["n"] + marks["n_unknown"])]
    foot = -0.13 * top
    numbers = pd.concat(layers.yearly_n(part, foot) for _, part in marks.groupby("team"))
    return (
        p9.ggplot()
        + layers.share_lines(marks)
        + layers.open_points(hollow)
        + layers.label_layer(_labels(marks, top))
        + layers.n_layer(numbers, TEXT_COLOURS["unknown"])
        + p9.facet_wrap("panel", ncol=1)
        + layers.year_scale(marks["year"], room=0.42)
        + p9.scale_y_continuous(labels=layers.share_labels, limits=(1.6 * foot, top), expand=(0, 0))
        + layers.framed("Year of publication", "Share that names a model")
        + p9.theme(panel_spacing=0.03)
    )


def _labels(marks: pd.DataFrame, top: float) -> pd.DataFrame:
    """Name each origin, with its last share, at the end of its line."""
    last = marks.sort_values("year").groupby(["team", "sector"], as_index=False).tail(1)
    gap = LABEL_INCHES * 1.2 * top / PANEL_INCHES
    span = float(marks["year"].max() - marks["year"].min())
    at = float(marks["year"].max()) + 0.027 * span
    parts = [
        part.assign(place=layers.within(list(part["value"]), gap, low=-0.06 * top, high=top), at=at)
        for _, part in last.groupby("team")
    ]
    labels = pd.concat(parts)
    names = [
        f"By {ORIGINS[sector][1]} {percent(value, 1)}"
        for sector, value in zip(labels["sector"], labels["value"], strict=True)
    ]
    return labels.assign(label=names)


def _alt(rows: pd.DataFrame) -> str:
    names = [
        f"{team_name(team)}, made by {ORIGINS[sector][1]}"
        for team, sector in zip(rows["team_class"], rows["sector"], strict=True)
    ]
    words = in_words(rows, names, partial(estimate, digits=1), is_brief=True)
    return f"Share of texts that name a pre-trained model, by its origin. {words}"
