"""The fall of the academic-only share of models, split into parts inside and between groups."""

from reports.charts.change_bars import ChangeBars
from reports.marts.reader import TRAINED

QUESTION = "Did the academic-only share of models change inside groups, or between them?"
MARTS = ("change_parts", "metrics", "vintages")

draw = ChangeBars(
    scopes={TRAINED: ("models", "Notable models trained from scratch, of known class")},
    shares={("model_team_share", "academic_only"): "Academic only"},
    earlier="2010-2014",
    grouping="organisation",
)
