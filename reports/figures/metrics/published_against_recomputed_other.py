"""What others have published on the largest models, papers and clusters, beside our values."""

from reports.charts import published_comparison as against
from reports.charts.figure import Figure, Topic
from reports.marts.reader import Marts

COMPARISON = against.Comparison(
    id="published_against_recomputed_other",
    topic=Topic(
        entity="papers",
        question="Published shares of the largest models, of papers and of clusters, recomputed",
        notes=against.NOTES,
    ),
    metrics=("top10_industry_share", "any_industry_share", "cluster_private_share"),
    units=("share",),
    axis=against.SHARES,
)


def build(marts: Marts) -> Figure:
    """Draw each share by every definition it may have been published under."""
    return against.build(marts, COMPARISON)
