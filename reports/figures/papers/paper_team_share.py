"""Team classes of papers by year, pooled over the venues of a source."""

from reports.charts.share_over_time import TeamShares
from reports.marts.papers import COVERED
from reports.text.formatting import percent

# Venues come and go: a change over the years is no finding about teams.
draw = TeamShares(
    scope=("paper_team_share", "accepted"),
    lists="papers with affiliations",
    population="Accepted papers of known teams",
    entity="papers",
    marks_coverage=True,
    notes=(
        "Bands: 95% intervals (Wilson). Grey numbers: papers with an affiliation of known sector. "
        f"Open points: fewer than {percent(COVERED)} of the year's papers state an affiliation. "
        "The set of venues changes from year to year."
    ),
    lead="Shares of papers by year, all venues together.",
)
