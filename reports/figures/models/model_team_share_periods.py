"""Team classes of notable models in the four fixed periods."""

from reports.charts.share_by_period import PeriodShares
from reports.marts.reader import TRAINED
from reports.questions import who_trains
from reports.questions.question import title

QUESTION = "Who trains notable models in each period?"
MARTS = ("metrics", "models", "vintages")


draw = PeriodShares(
    scope=TRAINED,
    lists="models whose base is stated",
    population="Notable models trained from scratch by team",
    axis="Share of the period's models",
    notes=(
        "Lines: 95% intervals by organisation, which are wide where a few organisations made most "
        "models. k of n: models of the class, of all of known class. The latest period is still "
        "filling."
    ),
    finding=lambda marts, *_: title(who_trains.answer(marts)),
    lead="Shares of notable models trained from scratch by period.",
)
