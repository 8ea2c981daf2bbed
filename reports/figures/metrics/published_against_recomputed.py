"""Published shares of models by team, and our values."""

from reports.charts.published_comparison import SHARES, Comparison

draw = Comparison(metrics=("model_team_share",), units=("share",), axis=SHARES)
