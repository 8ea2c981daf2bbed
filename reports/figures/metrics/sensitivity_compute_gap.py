"""The compute of industry-only over that of academic-only models, under every specification."""

from reports.charts.specifications import DEFINITIONS, PERIODS, VINTAGES, Statement
from reports.text.formatting import factor

QUESTION = "Do industry-only models take more compute under every specification?"
MARTS = ("dim_definition", "metrics", "sensitivity_headlines", "vintages")

draw = Statement(
    headline="industry_uses_more_compute",
    scope=("compute_gap", "from_scratch_compute_known_median"),
    axis="Compute of industry-only / compute of academic-only models",
    margin=lambda power: factor(power).replace(" times", "\N{MULTIPLICATION SIGN}"),
    choices={**DEFINITIONS, **PERIODS, **VINTAGES},
)
