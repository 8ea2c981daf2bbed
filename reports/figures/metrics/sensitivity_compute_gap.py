"""The compute of industry-only over that of academic-only models, under every specification."""

from reports.charts.specification_curve import DEFINITIONS, PERIODS, VINTAGES, Statement, ratio
from reports.marts.metric_query import IS_YEAR

# The statement is about every year, so no single interval could support a finding.
draw = Statement(
    headline="industry_uses_more_compute",
    scope=("compute_gap", "notable_compute_known_median", IS_YEAR),
    axis="Compute of industry-only / compute of academic-only models",
    margin=ratio,
    choices=(DEFINITIONS, PERIODS, VINTAGES),
)
