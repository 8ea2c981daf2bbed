"""What others have published on shares of models, beside what we compute."""

from reports.charts import published_comparison as against
from reports.charts.figure import Figure, Topic
from reports.marts.reader import Marts

COMPARISON = against.Comparison(
    id="published_against_recomputed",
    topic=Topic(
        entity="models",
        question="Published shares of models by team, beside the same shares recomputed",
        notes=against.NOTES,
    ),
    metrics=("model_team_share",),
    units=("share",),
    axis=against.SHARES,
)


def build(marts: Marts) -> Figure:
    """Draw each share by every definition it may have been published under."""
    return against.build(marts, COMPARISON)
