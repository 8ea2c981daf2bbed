"""What others have published in counts of models and in months, beside what we compute."""

from reports.charts import published_comparison as against
from reports.charts.figure import Figure, Topic
from reports.marts.reader import Marts

COMPARISON = against.Comparison(
    id="published_against_recomputed_counts",
    topic=Topic(
        entity="models",
        question="Published counts of models and doubling times, beside ours",
        notes=f"{against.NOTES} Counts have no interval.",
    ),
    metrics=("model_team_share", "compute_doubling_months"),
    units=("count", "months"),
    axis=against.RATIOS,
)


def build(marts: Marts) -> Figure:
    """Draw each value as a ratio to the published one."""
    return against.build(marts, COMPARISON)
