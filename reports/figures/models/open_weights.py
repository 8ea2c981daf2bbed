"""The share of notable models whose weights can be downloaded, by year."""

from reports.charts.share_over_time import TeamShares
from reports.questions import who_discloses
from reports.questions.question import title

QUESTION = "How often can the weights of notable models be downloaded?"
MARTS = ("dim_event", "metrics_of_models", "vintages")

draw = TeamShares(
    scope=("open_weights_share", "notable_classed"),
    lists="notable models of known accessibility",
    population="Notable models of known accessibility since 2015",
    first_year=2015,
    only_pure=True,
    notes=(
        "Bands: 95% intervals by organisation. Coloured numbers: models of the class. Any licence "
        "counts. Models without a stated accessibility, mostly old ones, are left out."
    ),
    finding=lambda marts, *_: title(who_discloses.weights(marts)),
    lead="Share of notable models with downloadable weights by year.",
)
