"""Team classes of papers by year: of the field, and of all lists pooled."""

from reports.charts.share_over_time import TeamShares
from reports.marts.papers import field_period
from reports.marts.reader import FIELD
from reports.questions import who_publishes
from reports.questions.question import title
from reports.questions.wording import EARLY

QUESTION = "Who publishes machine learning papers in each year?"
MARTS = (
    "dim_event", "field_lists", "metrics_of_papers", "share_differences", "vintages",
)  # fmt: skip

# The set of venues changes, so a change over the years is not a finding about teams.
draw = TeamShares(
    scope=("paper_team_share", "accepted"),
    lists="papers with affiliations",
    population="Accepted papers of known teams",
    notes=(
        "Bands: 95% intervals (Wilson). Grey numbers: papers with an affiliation of known sector. "
        "Venues change from year to year."
    ),
    lead="Shares of papers by year.",
    finding=lambda marts, *_: title(who_publishes.answer(marts)),
    panel=FIELD,
    panel_notes=lambda marts: (
        "Thick: the field, as in the answer; bands: 95% predictive intervals. Bars: periods. "
        "Dashed: all listed venues together. Grey numbers: listed papers of the field. "
        f"{who_publishes.gaps(marts, named=False)}"
    ).strip(),
    # A year is no period: the line has its number.
    periods=lambda marts: [one for one in (EARLY, field_period(marts)) if "-" in one],
)
