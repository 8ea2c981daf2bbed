"""The figures: their subject, their question and the marts that they read, in published order.

``reports/figures/<subject>/<id>.py`` draws a figure. This table is not in those modules, because
they import plotting libraries, which takes seconds. An orchestrator that only lists the figures
must not wait for that.
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class FigureSpec:
    """A figure; ``question`` is its title if the data supports no finding."""

    id: str
    subject: str
    question: str
    marts: tuple[str, ...]

    @property
    def module(self) -> Path:
        """Return the path of the module that draws the figure."""
        return Path(__file__).parent / "figures" / self.subject / f"{self.id}.py"


_SPECS = (
    FigureSpec(
        "model_team_share_periods",
        "models",
        "Who trains notable models in each period?",
        ("metrics", "vintages"),
    ),
    FigureSpec(
        "model_team_share",
        "models",
        "Who trains notable models in each year?",
        ("metrics", "vintages"),
    ),
    FigureSpec(
        "model_countries",
        "models",
        "Which countries do notable models come from in each period?",
        ("metrics", "vintages"),
    ),
    FigureSpec(
        "revision_fan",
        "revisions",
        "How much does the academic-only share of a year change from vintage to vintage?",
        ("metrics", "vintages"),
    ),
    FigureSpec(
        "compute_over_time",
        "models",
        "How fast does the training compute of notable models grow?",
        ("compute_fits", "metrics", "models", "sensitivity_headlines", "vintages"),
    ),
    FigureSpec(
        "compute_gap",
        "models",
        "How much more compute do industry-only models take than academic-only models?",
        ("compute_gap_counts", "metrics", "vintages"),
    ),
    FigureSpec(
        "training_hardware_gap",
        "hardware",
        "How much more powerful is the hardware of industry-only models?",
        ("metrics", "training_hardware_gaps", "vintages"),
    ),
    FigureSpec(
        "reachable_share",
        "models",
        "What share of notable models could academia train with a month of compute?",
        ("metrics", "reachable_halves", "reachable_shares", "vintages"),
    ),
    FigureSpec(
        "compute_sponsor",
        "models",
        "Who sponsors the compute of academic-only and mixed notable models?",
        ("metrics", "vintages"),
    ),
    FigureSpec(
        "top10_industry",
        "models",
        "What share of the ten largest models of a year does industry train?",
        ("metrics", "vintages"),
    ),
    FigureSpec(
        "disclosure",
        "models",
        "How often is the training compute of notable models known?",
        ("metrics", "vintages"),
    ),
    FigureSpec(
        "open_weights",
        "models",
        "How often can the weights of notable models be downloaded?",
        ("metrics", "vintages"),
    ),
    FigureSpec(
        "paper_any_industry",
        "papers",
        "What share of papers has an industry author, by venue and year?",
        ("metrics", "vintages"),
    ),
    FigureSpec(
        "paper_team_share",
        "papers",
        "Who publishes machine learning papers in each year?",
        ("metrics", "vintages"),
    ),
    FigureSpec(
        "adoption_by_origin",
        "adoption",
        "Whose pre-trained models do papers name in their title or abstract?",
        ("metrics", "vintages"),
    ),
    FigureSpec(
        "accelerator_mentions",
        "adoption",
        "How often do abstracts name an accelerator, a weak proxy of compute?",
        ("metrics", "vintages"),
    ),
    FigureSpec(
        "normalised_collaboration",
        "papers",
        "How often do academia and industry write together, compared with random mixing?",
        ("metrics", "vintages"),
    ),
    FigureSpec(
        "affiliation_accuracy",
        "affiliations",
        "How well are affiliations classified?",
        ("affiliation_accuracy",),
    ),
    FigureSpec(
        "topic_scatter",
        "topics",
        "Are academic-only papers rarer in topics that take much compute?",
        ("dim_topic", "metrics", "topic_fits", "topic_join", "vintages"),
    ),
    FigureSpec(
        "topic_regions",
        "topics",
        "Are academic-only papers rarer where compute is high, in the papers of each region?",
        ("metrics", "vintages"),
    ),
    FigureSpec(
        "topic_tilt",
        "topics",
        "Which topics have the most and the fewest industry authors?",
        ("dim_topic", "metrics", "vintages"),
    ),
    FigureSpec(
        "topic_shares",
        "topics",
        "How common are academic-only teams in foundation-model topics and in others?",
        ("dim_topic", "metrics", "vintages"),
    ),
    FigureSpec(
        "topic_heatmap",
        "topics",
        "Who writes on which topic, and when?",
        ("dim_topic", "metrics", "vintages"),
    ),
    FigureSpec(
        "compute_concentration",
        "models",
        "How concentrated is the training compute of notable models?",
        ("dim_caveat", "metrics", "vintages"),
    ),
    FigureSpec(
        "cluster_private_share",
        "clusters",
        "Who owns the performance of listed GPU clusters?",
        ("cluster_capacity", "dim_caveat", "metrics", "vintages"),
    ),
    FigureSpec(
        "change_of_models",
        "changes",
        "Did the academic-only share of models change inside groups, or between them?",
        ("change_parts", "metrics", "vintages"),
    ),
    FigureSpec(
        "change_of_papers",
        "changes",
        "Did the shares of papers change inside groups, or between them?",
        ("change_parts", "metrics", "vintages"),
    ),
    FigureSpec(
        "revision_decomposition",
        "revisions",
        "What changed the academic-only share of 2020 to 2022 between vintages?",
        ("metrics", "revision_decomposition", "revision_pairs", "vintages"),
    ),
    FigureSpec(
        "revision_decomposition_industry",
        "revisions",
        "What changed the industry-only share of 2022 between vintages?",
        ("metrics", "revision_decomposition", "revision_pairs", "vintages"),
    ),
    FigureSpec(
        "sensitivity_academic_share",
        "metrics",
        "Does the academic-only share fall under every specification?",
        ("metrics", "sensitivity_headlines", "vintages"),
    ),
    FigureSpec(
        "sensitivity_industry_lead",
        "metrics",
        "Do industry-only teams lead academic-only teams under every specification?",
        ("metrics", "sensitivity_headlines", "vintages"),
    ),
    FigureSpec(
        "sensitivity_doubling",
        "metrics",
        "Does the compute of industry-only models double faster under every specification?",
        ("metrics", "sensitivity_headlines", "vintages"),
    ),
    FigureSpec(
        "sensitivity_compute_gap",
        "metrics",
        "Do industry-only models take more compute under every specification?",
        ("metrics", "sensitivity_headlines", "vintages"),
    ),
    FigureSpec(
        "published_against_recomputed",
        "metrics",
        "Do published shares of models by team agree with recomputed shares?",
        ("published_against_recomputed", "vintages"),
    ),
    FigureSpec(
        "published_against_recomputed_other",
        "metrics",
        "Do published shares of the largest models, papers and clusters agree with ours?",
        ("published_against_recomputed", "vintages"),
    ),
    FigureSpec(
        "published_against_recomputed_counts",
        "metrics",
        "Do published counts of models and doubling times agree with ours?",
        ("published_against_recomputed", "vintages"),
    ),
)
FIGURES = {spec.id: spec for spec in _SPECS}
