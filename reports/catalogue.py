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
    "normalised_collaboration",
    "affiliation_accuracy",
    "adoption_by_origin",
    "accelerator_mentions",
    "topic_scatter",
    "topic_tilt",
    "topic_shares",
    "topic_heatmap",
)
