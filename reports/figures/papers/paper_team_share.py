"""Team classes of papers by year: with a fixed mix of venues, and with all venues pooled."""

from reports.charts.share_over_time import TeamShares
from reports.marts.reader import FIXED_VENUES

QUESTION = "Who publishes machine learning papers in each year?"
MARTS = ("dim_event", "metrics", "vintages")

# The set of venues changes, so a change over the years is not a finding about teams.
draw = TeamShares(
    scope=("paper_team_share", "accepted"),
    lists="papers with affiliations",
    population="Accepted papers of known teams",
    notes=(
        "Bands: 95% intervals (Wilson). Grey numbers: papers with an affiliation of known sector. "
        "The set of venues changes from year to year."
    ),
    lead="Shares of papers by year.",
    panel=FIXED_VENUES,
    panel_notes=(
        "Thick lines: the mix of venues is held fixed, as in the answer; bands: 95% intervals "
        "(jackknife over lists). Thin lines: all listed venues of a year together, so a change can "
        "be a change of venues. Grey numbers: papers with an affiliation of known sector in the "
        "fixed mix. The fixed mix begins in the first year shown."
    ),
)
