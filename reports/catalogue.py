"""The figures by id, in the order of the page.

A figure is a module of ``reports.figures`` with a function ``build(marts) -> Figure``; it is
published once its id stands here. Modules are named, not imported: plotting takes seconds to
import, and an orchestrator that only lists the figures must not wait for it.
"""

FIGURE_IDS = (
    "model_team_share_periods",
    "model_team_share",
    "revision_fan",
    "compute_over_time",
    "compute_gap",
    "top10_industry",
    "disclosure",
    "open_weights",
    "paper_any_industry",
    "paper_team_share",
    "adoption_by_origin",
    "accelerator_mentions",
    "normalised_collaboration",
    "affiliation_accuracy",
    "topic_scatter",
    "topic_tilt",
    "topic_shares",
    "topic_heatmap",
    "compute_concentration",
    "cluster_private_share",
    "revision_decomposition",
    "revision_decomposition_industry",
    "sensitivity_academic_share",
    "sensitivity_industry_lead",
    "sensitivity_doubling",
    "sensitivity_compute_gap",
    "published_against_recomputed",
    "published_against_recomputed_other",
    "published_against_recomputed_counts",
)
