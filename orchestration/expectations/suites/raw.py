"""Rules for complete raw tables, and for the manifests of all snapshots."""

from __future__ import annotations

from orchestration.expectations.suites.model import (
    Expectation,
    Suite,
    between,
    has_rows,
    mostly_filled,
)

RAW = [
    Suite(
        "raw",
        "epoch_models",
        "select snapshot_id, source_row, publication_date, model from {table}",
        [
            mostly_filled("most_models_have_a_date", "publication_date", 0.95),
            mostly_filled("most_models_are_named", "model", 0.9, "warning"),
        ],
    ),
    Suite(
        "raw",
        "hardware_hardware",
        # Publishers state tensor performances since 2023. Without them, all peaks would be too
        # small.
        """
        select
            vintage,
            fp32_flop_per_second,
            case when vintage >= date '2024-01-01' then
                count(tensor_16_bit_flop_per_second) over (partition by vintage)
            end as tensor_performances
        from {table}
        """,
        [
            between("tensor_performances_are_stated", "tensor_performances", least=1),
            mostly_filled(
                "most_hardware_states_a_performance", "fp32_flop_per_second", 0.5, "warning"
            ),
        ],
    ),
    Suite(
        "raw",
        "papercopilot_papers",
        "select venue, year, count(aff) as affiliations from {table} group by all",
        [between("most_lists_state_affiliations", "affiliations", least=1, severity="warning")],
    ),
]
SNAPSHOTS = [
    Suite(
        "raw",
        "snapshots",
        "select source, file, vintage, rows, sha256, licence from {table}",
        [
            has_rows("a_snapshot_is_held"),
            between("snapshots_hold_rows", "rows", least=1),
            Expectation(
                "snapshots_have_a_hash",
                "expect_column_value_lengths_to_equal",
                {"column": "sha256", "value": 64},
            ),
            Expectation(
                "snapshots_have_a_licence",
                "expect_column_value_lengths_to_be_between",
                {"column": "licence", "min_value": 1},
            ),
        ],
    ),
]
