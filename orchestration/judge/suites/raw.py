"""Rules for complete raw tables."""

from orchestration.judge.rules import between, filled, suite

RAW = [
    suite(
        "raw.epoch_models",
        """
        select snapshot_id, source_row, publication_date, model
        from {table}
        -- Some of the vintages that have passed stand for all of them.
        qualify vintage > max(vintage) over () - 14
            or vintage = max(vintage) over (partition by date_trunc('month', vintage))
        """,
        [
            filled("Most models have a date", "publication_date", 0.95),
            filled("Most models are named", "model", 0.9, severity="warning"),
        ],
    ),
    suite(
        "raw.hardware_hardware",
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
            between("Tensor performances are stated", "tensor_performances", 1),
            filled(
                "Most hardware states a performance",
                "fp32_flop_per_second",
                0.5,
                severity="warning",
            ),
        ],
    ),
    *(
        suite(
            f"raw.{source}_papers",
            f"select count({column}) as affiliations from {{table}}"
            f" where {known} group by venue, year",
            [between("Most lists state affiliations", "affiliations", 1, severity="warning")],
        )
        for source, column, known in [
            ("papercopilot", "aff", "true"),
            # Earlier volumes of the Anthology have hardly an affiliation.
            ("acl_anthology", "affiliations", "year >= 2023"),
            ("crossref", "affiliations", "true"),
            ("programme", "affiliations", "true"),
        ]
    ),
    suite(
        "raw.chip_owners_stocks",
        # Chips count from their purchase on, even when they have retired.
        """
        select h100e / lag(h100e) over (partition by snapshot_id, owner, designer order by end_date)
            as stock_by_stock_before
        from {table}
        """,
        [between("Stocks do not fall", "stock_by_stock_before", 1, severity="warning")],
    ),
    *(
        suite(
            f"raw.data_centers_data_centers.{part}",
            f"select {column} from {{table}} where part = '{part}'",
            [filled(f"Most {part} state {column}", column, 0.9, severity="warning")],
        )
        for part, column in [("sites", "country"), ("timelines", "h100e")]
    ),
]
