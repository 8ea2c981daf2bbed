"""The academic-only share of 2020 to 2022 in every vintage, and the causes of its changes."""

from reports.charts.revisions import Revisions

QUESTION = "What changed the academic-only share of 2020 to 2022 between vintages?"
MARTS = ("dim_event", "metrics", "revision_decomposition", "revision_pairs", "vintages")

draw = Revisions(team_class="academic_only", period="2020-2022")
