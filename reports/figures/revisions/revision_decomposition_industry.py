"""The industry-only share of 2022, published as 81%, in every vintage, and why it changed."""

from reports.charts.revisions import Revisions

QUESTION = "What changed the industry-only share of 2022 between vintages?"
MARTS = ("dim_event", "metrics", "revision_decomposition", "revision_pairs", "vintages")

draw = Revisions(team_class="industry_only", period="2022")
