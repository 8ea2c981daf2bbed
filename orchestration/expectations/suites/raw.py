"""Rules for complete raw tables, and for the manifests of all snapshots.

Each source in ``ingestion`` declares the rules for its rows, which set rows aside.
"""

from __future__ import annotations

from orchestration.expectations.suites import Expectation, no_rows

SUITE: dict[str, list[Expectation]] = {
    "epoch_models": [
        Expectation(
            "most_models_have_a_date",
            "expect_column_values_to_not_be_null",
            {"column": "publication_date", "mostly": 0.95},
        ),
        Expectation(
            "most_models_are_named",
            "expect_column_values_to_not_be_null",
            {"column": "model", "mostly": 0.9},
            "warning",
        ),
    ],
    "hardware_hardware": [
        no_rows(
            "tensor_performances_are_stated",
            # Publishers state them since 2023. Without them, all peaks would be too small.
            "select vintage from {batch} where vintage >= date '2024-01-01' group by vintage"
            " having count(tensor_16_bit_flop_per_second) = 0",
        ),
        Expectation(
            "most_hardware_states_a_performance",
            "expect_column_values_to_not_be_null",
            {"column": "fp32_flop_per_second", "mostly": 0.5},
            "warning",
        ),
    ],
    "papercopilot_papers": [
        no_rows(
            "most_lists_state_affiliations",
            "select venue, year from {batch} group by venue, year having count(aff) = 0",
            "warning",
        ),
    ],
    "openreview_notes": [
        no_rows(
            "lists_are_of_one_venue",
            "select part from {batch} group by part having count(distinct venueid) > 1",
        ),
    ],
    "arxiv_records": [
        no_rows(
            "a_window_holds_a_record_once",
            "select snapshot_id, arxiv_id from {batch} group by snapshot_id, arxiv_id"
            " having count(*) > 1",
        ),
    ],
    "snapshots": [
        Expectation("a_snapshot_is_held", "expect_table_row_count_to_be_between", {"min_value": 1}),
        no_rows("snapshots_hold_rows", "select * from {batch} where rows <= 0"),
        no_rows(
            "snapshots_have_a_hash_and_a_licence",
            "select * from {batch} where length(sha256) <> 64 or length(licence) = 0",
        ),
    ],
}
