"""Published counts of models and doubling times, and our values as ratios to them."""

from reports.charts.published_comparison import NOTES, RATIOS, Comparison

QUESTION = "Do published counts of models and doubling times agree with ours?"
MARTS = ("published_against_recomputed", "vintages")

draw = Comparison(
    metrics=("model_team_share", "compute_doubling_months"),
    units=("count", "months"),
    axis=RATIOS,
    notes=f"{NOTES} Counts have no interval.",
)
