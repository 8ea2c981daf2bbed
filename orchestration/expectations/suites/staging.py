"""Rules for cleaned tables: distributions, and drift from the vintage before."""

from __future__ import annotations

from orchestration.expectations.suites.model import Expectation, Suite, between

STAGING = [
    Suite(
        "staging",
        "stg_epoch__models",
        """
        select
            list,
            vintage,
            count(*) / lag(count(*)) over (partition by list order by vintage) as rows_kept,
            count(*) - count(distinct model) - count_if(model is null) as repeated_names,
            case when list <> 'large_scale'
                then avg(case when organization_categorization is null then 1 else 0 end)
            end as share_without_sector
        from {table}
        group by list, vintage
        """,
        [
            between("lists_do_not_shrink", "rows_kept", least=0.9, severity="warning"),
            between(
                "most_models_have_a_sector_label",
                "share_without_sector",
                most=0.2,
                severity="warning",
            ),
            between("names_are_unique_within_a_list", "repeated_names", most=0, severity="warning"),
        ],
    ),
    Suite(
        "staging",
        "stg_hardware__hardware",
        # The peak of a device is fixed: a large change is a correction or a mistake.
        """
        select
            hardware_key,
            vintage,
            case when vintage = max(vintage) over () then
                peak_flop_per_second
                / lag(peak_flop_per_second) over (partition by hardware_key order by vintage)
            end as peak_by_peak_before,
            count(*) over (partition by vintage)
            / count(*) over (order by vintage groups between 1 preceding and 1 preceding)
                as rows_kept
        from {table}
        """,
        [
            between("peaks_stand", "peak_by_peak_before", 0.5, 2, severity="warning"),
            between("tables_do_not_shrink", "rows_kept", least=0.9, severity="warning"),
        ],
    ),
    Suite(
        "staging",
        "stg_papercopilot__papers",
        """
        select venue, year, vintage, count(distinct title) / count(*) as distinct_titles
        from {table}
        group by venue, year, vintage
        """,
        [
            between(
                "lists_hold_each_title_once", "distinct_titles", least=0.95, severity="warning"
            ),
        ],
    ),
    Suite(
        "staging",
        "stg_hub__models",
        # The listing has no count by account, so only a smaller list reveals a truncated one.
        """
        select
            source,
            account,
            vintage,
            count(*) / lag(count(*)) over (partition by source, account order by vintage)
                as models_kept,
            case when dense_rank() over (order by vintage desc) = 2
                then lead(vintage) over (partition by source, account order by vintage) is not null
            end as is_listed_again
        from {table}
        group by source, account, vintage
        """,
        [
            between("accounts_keep_their_models", "models_kept", least=0.9, severity="warning"),
            Expectation(
                "accounts_stay_listed",
                "expect_column_values_to_be_in_set",
                {"column": "is_listed_again", "value_set": [True]},
                "warning",
            ),
        ],
    ),
]
