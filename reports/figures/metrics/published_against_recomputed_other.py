"""Published shares of the largest models, of papers and of clusters, and our values."""

from reports.charts.published_comparison import SHARES, Comparison

QUESTION = "Do published shares of the largest models, papers and clusters agree with ours?"
MARTS = ("published_against_recomputed", "vintages")

draw = Comparison(
    metrics=("top10_industry_share", "any_industry_share", "cluster_private_share"),
    units=("share",),
    axis=SHARES,
)
