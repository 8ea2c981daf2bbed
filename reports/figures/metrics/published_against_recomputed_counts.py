"""Published counts of models and doubling times, and our values as ratios to them."""

from reports.charts.published_comparison import NOTES, RATIOS, Comparison

draw = Comparison(
    metrics=("model_team_share", "compute_doubling_months"),
    units=("count", "months"),
    axis=RATIOS,
    notes=f"{NOTES} Counts have no interval.",
)
