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
    *(
        Suite(
            "raw",
            f"{source}_papers",
            f"select count({column}) as affiliations from {{table}}"
            f" where {known} group by venue, year",
            [between("most_lists_state_affiliations", "affiliations", least=1, severity="warning")],
        )
        for source, column, known in [
            ("papercopilot", "aff", "true"),
            # Earlier volumes of the Anthology have hardly an affiliation.
            ("acl_anthology", "affiliations", "year >= 2023"),
            ("crossref", "affiliations", "true"),
            ("programme", "affiliations", "true"),
        ]
    ),
    Suite(
        "raw",
        "chip_owners_stocks",
        # Chips count from their purchase on, even when they have retired.
        """
        select h100e / lag(h100e) over (partition by snapshot_id, owner, designer order by end_date)
            as stock_by_stock_before
        from {table}
        """,
        [between("stocks_do_not_fall", "stock_by_stock_before", least=1, severity="warning")],
    ),
    *(
        Suite(
            "raw",
            "data_centers_data_centers",
            f"select {column} from {{table}} where part = '{part}'",
            [mostly_filled(f"most_{part}_state_{column}", column, 0.9, "warning")],
        )
        for part, column in [("sites", "country"), ("timelines", "h100e")]
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
