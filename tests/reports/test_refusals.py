"""A figure that the data cannot support is refused, and the reason is for readers."""

from __future__ import annotations

import pytest

from reports.marts.reader import NotEnoughDataError
from tests.reports.drawn import built
from tests.reports.marts import Warehouse

AGAINST = "update marts.published_against_recomputed set latest_value = null"
ABSTRACTS = "delete from marts.metrics where metric like '%adoption' or metric like 'acc%'"
REASONS = (
    (
        "training_hardware_gap",
        "delete from marts.training_hardware_gaps where period = '2020-2022'",
        "3 models or more of both teams",
    ),
    ("revision_fan", "delete from marts.metrics where vintage < '2026-01-01'", "only one vintage"),
    ("published_against_recomputed", AGAINST, "can be recomputed"),
    (
        "sensitivity_academic_share",
        "delete from marts.sensitivity_headlines where margin < 0.5",
        "Only 1 of the statement",
    ),
    ("revision_decomposition", "delete from marts.revision_pairs", "no two vintages"),
    (
        "cluster_private_share",
        "delete from marts.metrics where metric = 'cluster_private_share' and period = '2024'",
        "5 clusters or more",
    ),
    ("change_of_models", "delete from marts.change_parts", "no two periods"),
    ("adoption_by_origin", ABSTRACTS, "no titles"),
    ("accelerator_mentions", ABSTRACTS, "no abstracts"),
    (
        "topic_scatter",
        "delete from marts.topic_join where topic = 'bandits'",
        "Only 4 topics have 20 papers",
    ),
)


@pytest.mark.parametrize(("figure", "loss", "reason"), REASONS)
def test_a_figure_without_its_data_is_refused(
    full: Warehouse, figure: str, loss: str, reason: str
) -> None:
    full.connection.execute(loss)
    with pytest.raises(NotEnoughDataError, match=reason):
        built(full, figure)
