"""The academic-only share of 2020 to 2022 in every vintage, and the causes of its changes."""

from reports.charts.waterfall import Revisions

draw = Revisions(team_class="academic_only", period="2020-2022")
