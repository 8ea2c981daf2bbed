"""Published shares of models by team, and our values."""

from reports.charts.published_comparison import SHARES, Comparison

QUESTION = "Do published shares of models by team agree with recomputed shares?"
MARTS = ("published_against_recomputed", "vintages")

draw = Comparison(metrics=("model_team_share",), units=("share",), axis=SHARES)
