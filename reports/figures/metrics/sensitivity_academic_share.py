"""The fall of the academic-only share of models, under every specification."""

from reports.charts.specifications import DEFINITIONS, VINTAGES, Statement, points
from reports.marts.reader import TRAINED
from reports.text.formatting import period_name

QUESTION = "Does the academic-only share fall under every specification?"
MARTS = ("dim_definition", "metrics", "sensitivity_headlines", "vintages")
EARLY, LATE = "2010-2014", "2023-latest"
TREATMENTS = {"excluded": "Left out", "all_inside": "All academic", "all_outside": "None academic"}

draw = Statement(
    headline="academic_share_fell",
    scope=TRAINED,
    period=LATE,
    axis=f"Fall from {period_name(EARLY)} to {period_name(LATE)}, percentage points",
    margin=points,
    choices={
        **DEFINITIONS,
        **VINTAGES,
        f"Unknown, {period_name(EARLY)}": (("unknowns",), lambda _, kind: TREATMENTS[kind]),
        f"Unknown, {period_name(LATE)}": (("other_unknowns",), lambda _, kind: TREATMENTS[kind]),
    },
)
