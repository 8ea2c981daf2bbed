"""Team classes of notable models by year of publication."""

import pandas as pd

from reports.charts.share_over_time import TeamShares
from reports.marts.estimates import is_majority
from reports.marts.reader import TRAINED, Marts, Scope
from reports.questions.wording import say
from reports.text.formatting import PURE_TEAMS, team_name
from reports.text.sentence import Sentence

QUESTION = "Who trains notable models in each year?"
MARTS = ("dim_event", "metrics_of_models", "vintages")


def _finding(marts: Marts, _scope: Scope, _rows: pd.DataFrame) -> Sentence | None:
    """Name a majority in the last finished year only if its interval is above one half."""
    for team_class in PURE_TEAMS:
        share = marts.newest(*TRAINED, team_class=team_class)
        if share and is_majority(share):
            text = "{name} trained {share:with interval} of notable models of {share:period}"
            return say(text, name=team_name(team_class), share=share)
    return None


draw = TeamShares(
    scope=TRAINED,
    lists="notable models",
    population="Notable models by team",
    notes=(
        "Bands: 95% intervals by organisation; none where too few organisations stand behind a "
        "year. Grey numbers: models of known team class."
    ),
    first_year=2010,
    finding=_finding,
    lead="Shares of notable models by year.",
)
