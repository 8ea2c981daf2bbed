"""Who publishes: team classes of papers by year, pooled over the venues of a source."""

from reports.charts.figure import Figure, Topic, need_periods, words
from reports.charts.share_over_time import HEIGHT, team_course
from reports.marts.papers import COVERED, badly_covered
from reports.marts.reader import Marts, require
from reports.text import alternative_text as alt
from reports.text.formatting import percent, size

TOPIC = Topic(
    entity="papers",
    question="Who publishes machine learning papers, year by year",
    notes=(
        "Bands: 95% intervals (Wilson). Grey numbers: papers with an affiliation of known "
        f"sector. Open points: fewer than {percent(COVERED)} of the year's papers state an "
        "affiliation. The set of venues changes from year to year."
    ),
)


def build(marts: Marts) -> Figure:
    """Draw the share of each team class in every year with 5 papers or more."""
    scope = require(marts.scope("paper_team_share", "accepted"), "papers with affiliations")
    rows = marts.years(scope)
    need_periods(rows)
    open_years = badly_covered(marts, scope)
    total = size(int(rows.drop_duplicates("year")["n"].sum()))
    population = f"Accepted papers of known teams, {total}"
    # Venues come and go, so that a change over the years is no finding about teams.
    text = words(marts, scope, TOPIC, population, None)
    return Figure(
        id="paper_team_share",
        words=text,
        alt=f"Shares of papers by year, all venues together. {alt.courses(rows)}",
        data=rows.drop(columns="year"),
        plot=team_course(rows, text, open_years),
        height=HEIGHT,
    )
