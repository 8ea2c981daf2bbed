"""The share of notable models whose weights can be downloaded, by year."""

from reports.charts.share_over_time import TeamShares

QUESTION = "How often can the weights of notable models be downloaded?"
MARTS = ("dim_event", "metrics", "vintages")

draw = TeamShares(
    scope=("open_weights_share", "notable_classed"),
    lists="notable models of known accessibility",
    population="Notable models of known accessibility since 2015",
    first_year=2015,
    only_pure=True,
    axis="Share with open weights",
    notes=(
        "Bands: 95% intervals by organisation. Numbers in a class's colour: its models of known "
        "accessibility in the year. Years with fewer than 5 models are left out. Any licence "
        "counts. Models without a stated accessibility are left out; most of them are old."
    ),
    lead="Share of notable models with downloadable weights by year.",
)
