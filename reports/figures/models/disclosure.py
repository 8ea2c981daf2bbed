"""The share of notable models whose training compute is known, by year."""

from reports.charts.share_over_time import TeamShares
from reports.questions import who_discloses
from reports.questions.question import title

QUESTION = "How often is the training compute of notable models known?"
MARTS = ("dim_event", "metrics_of_models", "models", "share_differences", "vintages")


draw = TeamShares(
    scope=("disclosure_share", "notable_classed"),
    lists="notable models with known compute",
    population="Notable models since 2010",
    first_year=2010,
    only_pure=True,
    notes=(
        "Bands: 95% intervals by organisation. Coloured numbers: models of the class. Known "
        "compute is published, or estimated from published facts."
    ),
    finding=lambda marts, *_: title(who_discloses.answer(marts)),
    lead="Share of notable models with known compute by year.",
)
