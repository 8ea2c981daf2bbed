"""Shares of abstracts, or of titles, that name a pre-trained model, by origin and team class."""

from functools import partial

from reports.charts.figure import Parts, require_periods
from reports.charts.gap_panels import FIXED, gaps_by_period, in_panels
from reports.charts.layers import share_labels
from reports.marts.reader import Marts, require
from reports.questions import who_adopts
from reports.questions.question import title
from reports.text.alternative_text import estimate, in_words
from reports.text.formatting import PURE_TEAMS, size, team_name

QUESTION = "Whose pre-trained models do abstracts or titles name?"
MARTS = ("adoption_venues", "metrics_of_adoption", "share_differences", "vintages")
PANELS = {
    f"{team}, {sector}": f"{team_name(team)}, a model from {sector}"
    for team in PURE_TEAMS
    for sector in ("industry", "academia")
}
NOTES = (
    "Lines: 95% intervals. n: papers of the team class whose text we searched. A paper may name a "
    "model without using it, for example as a baseline. {venues}"
)
VENUES = "Conferences are weighted by accepted papers and differ by period."
POOLED = "Venues are pooled and differ by period."


def draw(marts: Marts) -> Parts:
    """Draw the share that names a model of each origin, by fixed period."""
    metric, definition = who_adopts.named(marts)
    scope = require(marts.scope(metric, definition), "titles of papers")
    query = scope.select(team_class=list(PURE_TEAMS), sector=["industry", "academia"], where=FIXED)
    rows = marts.frame(*query.select(tail="order by team_class, sector desc, period_start"))
    require_periods(rows)
    marks = in_panels(rows.assign(key=rows["team_class"] + ", " + rows["sector"]), PANELS, "key")
    write = partial(estimate, digits=1)
    highest = rows["ci_high"].max()
    step = next((one for one in (0.05, 0.02) if highest > one), 0.005)
    ticks = [tick * step for tick in range(51) if tick * step <= highest]
    scale = {"breaks": ticks, "labels": share_labels}
    words = in_words(rows, marks["panel"], write)
    return Parts(
        scopes=[scope],
        population=(
            f"{who_adopts.texts(marts).capitalize()} of accepted papers of these teams, "
            f"{size(int(rows.loc[rows['sector'] == 'industry', 'n'].sum()))}"
        ),
        notes=NOTES.format(venues=VENUES if definition == who_adopts.FIELD_VENUES[1] else POOLED),
        finding=title(who_adopts.answer(marts)),
        data=rows,
        alt=f"Share of texts that name a pre-trained model. {words}",
        plot=gaps_by_period(marks, [write(row) for _, row in rows.iterrows()], scale, "Share"),
        height=6.2,
    )
