"""The change of the shares of papers, split into parts inside groups and between them."""

from reports.charts.change_bars import ChangeBars
from reports.marts.reader import FIELD, PAPERS

QUESTION = "Did the shares of papers change inside groups, or between them?"
MARTS = ("change_parts", "metrics_of_papers", "vintages")

draw = ChangeBars(
    scopes={
        ("paper_team_share", FIELD): ("the field's papers", "Accepted papers of the field"),
        PAPERS: ("papers", "Papers of known class"),
    },
    shares={
        ("paper_team_share", "academic_only"): "Academic only",
        ("paper_team_share", "academia_industry"): "Academia + industry",
        ("paper_team_share", "industry_only"): "Industry only",
        ("any_industry_share", None): "Any industry author",
    },
    earlier="2010-2014",
    grouping="venue",
)
