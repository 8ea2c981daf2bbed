"""The change of the shares of papers, split into parts inside groups and between them."""

from reports.charts.change_bars import ChangeBars
from reports.marts.reader import PAPERS

QUESTION = "Did the shares of papers change inside groups, or between them?"
MARTS = ("change_parts", "metrics", "vintages")

draw = ChangeBars(
    scope=PAPERS,
    shares={
        ("any_industry_share", None): "Any industry author",
        ("paper_team_share", "academic_only"): "Academic only",
    },
    periods=("2015-2019", "2023-latest"),
    lists="papers of known class",
    entity="papers",
    grouping="venue",
)
