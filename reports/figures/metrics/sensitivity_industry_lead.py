"""The lead of industry-only over academic-only teams, under every specification."""

from reports.charts.specifications import DEFINITIONS, PERIODS, VINTAGES, Statement, points
from reports.marts.reader import TRAINED

QUESTION = "Do industry-only teams lead academic-only teams under every specification?"
MARTS = ("dim_definition", "metrics", "sensitivity_headlines", "vintages")
TREATMENTS = {
    ("excluded", "excluded"): "Left out",
    ("all_inside", "all_outside"): "All industry",
    ("all_outside", "all_inside"): "All academic",
    ("all_outside", "all_outside"): "Neither",
}

draw = Statement(
    headline="industry_leads",
    scope=TRAINED,
    period="2020-2022",
    axis="Industry-only minus academic-only, percentage points",
    margin=points,
    choices={
        **PERIODS,
        **DEFINITIONS,
        **VINTAGES,
        "Unknown class": (
            ("unknowns", "other_unknowns"),
            lambda _, industry, academia: TREATMENTS[industry, academia],
        ),
    },
)
