"""Academic-only shares by year, in topics of generative models and in others."""

import pandas as pd

from reports.charts import layers
from reports.charts.figure import Parts, require_periods
from reports.charts.plot import Plot, p9
from reports.charts.theme import TEXT_COLOURS
from reports.marts.papers import COVERED, badly_covered
from reports.marts.reader import Marts
from reports.marts.topics import paper_scope, size_range, years
from reports.text.alternative_text import in_words
from reports.text.formatting import percent, with_mark_note

QUESTION = "How common are academic-only teams in topics of generative models and in others?"
MARTS = ("dim_topic", "metrics_of_papers", "metrics_of_topics", "vintages")
FIRST_YEAR = 2010
FEWEST, ENOUGH = 10, 100  # papers of a year and topic: to draw, and for the title
TEAM = "academic_only"
N_PLACE = -0.12
NOTES = (
    "Upper four panels: generative, language and vision-language models. Bands: 95% intervals "
    "(Wilson). Grey numbers: papers. Open points: fewer than "
    f"{percent(COVERED)} of the year's papers state an affiliation."
)


def draw(marts: Marts) -> Parts:
    """Draw one panel for each topic or area that has a focus."""
    scope = paper_scope(marts)
    rows = years(marts, scope, f"team_class = '{TEAM}' and topics.focus is not null")
    rows = rows[(rows["year"] >= FIRST_YEAR) & (rows["n"] >= FEWEST)].reset_index(drop=True)
    require_periods(rows)
    hollow = badly_covered(marts, scope)
    return Parts(
        scopes=[scope],
        population=(
            f"Academic-only share of papers by year since {FIRST_YEAR}, all venues together, "
            f"{size_range(rows['n'])} papers a point"
        ),
        notes=with_mark_note(NOTES, rows["name"]),
        finding=_finding(rows, scope.vintage.year),
        data=rows.drop(columns=["year", "name"]),
        alt=(
            f"Academic-only share of papers by year, {rows['name'].nunique()} topics. "
            f"{in_words(rows, rows['name'], is_brief=True)}"
        ),
        plot=_plot(rows, hollow),
        height=8.2,
    )


def _finding(rows: pd.DataFrame, running: int) -> str | None:
    """Name the topics with the lowest and the highest share, in the newest year that has all.

    A year that still runs, and one in which a topic has few papers, carries no finding.
    """
    large = rows[(rows["n"] >= ENOUGH) & (rows["year"] < running)]
    topics = large.groupby("year")["topic"].nunique()
    years = topics[topics == rows["topic"].nunique()].index
    if years.empty:
        return None
    newest = large[large["year"] == years.max()].sort_values("value")
    ends = [
        f"{percent(row['value'])} on {row['name']}" for _, row in newest.iloc[[0, -1]].iterrows()
    ]
    return f"Academic-only share of papers of {years.max()}: {ends[0]}, {ends[1]}"


def _plot(rows: pd.DataFrame, hollow: frozenset[int]) -> Plot:
    panels = rows.drop_duplicates("topic").sort_values(["focus", "name"], ascending=[False, True])
    marks = pd.concat(
        layers.ordered(part).assign(panel=name, run=lambda part: part["topic"] + part["run"])
        for name, part in rows.groupby("name")
    )
    marks["panel"] = pd.Categorical(marks["panel"], list(panels["name"]))
    panel = marks.groupby("panel", observed=True)
    numbers = pd.concat(layers.yearly_n(part, N_PLACE) for _, part in panel)
    numbers = numbers[(numbers["year"].max() - numbers["year"]) % 2 == 0]
    return (
        p9.ggplot()
        + layers.share_lines(marks)
        + layers.open_points(marks[marks["year"].isin(hollow)])
        + layers.n_layer(numbers, TEXT_COLOURS["unknown"])
        + p9.facet_wrap("panel", ncol=2)
        + layers.year_scale(marks["year"], room=0.04, most=5, side=0.4)
        + layers.share_scale(N_PLACE - 0.08, 1.06)
        + layers.framed("Year of the venue", "Academic-only share")
    )
