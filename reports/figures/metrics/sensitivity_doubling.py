"""The doubling times of academic-only and industry-only compute, under every specification."""

from reports.charts.specifications import DEFINITIONS, VINTAGES, Statement
from reports.questions.how_fast import DOUBLING
from reports.text.formatting import with_sign

QUESTION = "Does the compute of industry-only models double faster under every specification?"
MARTS = ("metrics", "sensitivity_headlines", "vintages")

draw = Statement(
    headline="industry_compute_doubles_faster",
    scope=DOUBLING,
    axis="Doubling time: academic-only minus industry-only, months",
    margin=lambda months: with_sign(months, 1),
    choices={**DEFINITIONS, **VINTAGES},
)
