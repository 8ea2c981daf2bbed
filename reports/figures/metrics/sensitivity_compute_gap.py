"""The compute of industry-only over that of academic-only models, under every specification."""

from reports.charts.specifications import DEFINITIONS, PERIODS, VINTAGES, Statement, ratio

QUESTION = "Do industry-only models take more compute under every specification?"
MARTS = ("metrics", "sensitivity_headlines", "vintages")

# The statement is about every year, so no single interval could support a finding.
draw = Statement(
    headline="industry_uses_more_compute",
    scope=("compute_gap", "notable_compute_known_median"),
    axis="Compute of industry-only / compute of academic-only models",
    margin=ratio,
    choices=(DEFINITIONS, PERIODS, VINTAGES),
)
