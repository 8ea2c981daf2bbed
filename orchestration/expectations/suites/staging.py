"""Rules for cleaned tables: distributions, and drift from the vintage before."""

from orchestration.expectations.rules import between, one_of, suite

STAGING = [
    suite(
        "staging.stg_epoch__models",
        """
        select
            list,
            vintage,
            count(*) / lag(count(*)) over (partition by list order by vintage) as rows_kept,
            count(*) - count(distinct model) - count_if(model is null) as repeated_names,
            case when list <> 'large_scale'
                then avg(case when organization_categorization is null then 1 else 0 end)
            end as unlabelled,
            avg(if(list_contains(
                regexp_split_to_array(lower(organization_categorization), ' *, *'), 'industry'
            ), 1, 0)) filter (organization_categorization is not null) as industry_share,
            log10(median(training_compute_flop)) as median_log10_flop
        from {table}
        group by list, vintage
        """,
        [
            between("Lists do not shrink", "rows_kept", 0.9, severity="warning"),
            between("Most models have a sector label", "unlabelled", most=0.2, severity="warning"),
            between("Names are unique within a list", "repeated_names", most=0, severity="warning"),
            # Another unit of compute would move every estimate.
            between("The median compute is plausible", "median_log10_flop", 15, 28),
            between(
                "The mix of sectors is plausible",
                "industry_share",
                0.05,
                0.98,
                severity="warning",
            ),
        ],
    ),
    suite(
        "staging.stg_hardware__hardware",
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
            between("Peaks stand", "peak_by_peak_before", 0.5, 2, severity="warning"),
            between("Tables do not shrink", "rows_kept", 0.9, severity="warning"),
        ],
    ),
    suite(
        "staging.stg_papercopilot__papers",
        """
        select venue, year, vintage, count(distinct title) / count(*) as distinct_titles
        from {table}
        group by venue, year, vintage
        """,
        [between("Lists hold each title once", "distinct_titles", 0.95, severity="warning")],
    ),
    suite(
        "staging.stg_hub__models",
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
            between("Accounts keep their models", "models_kept", 0.9, severity="warning"),
            one_of("Accounts stay listed", "is_listed_again", [True], severity="warning"),
        ],
    ),
]
