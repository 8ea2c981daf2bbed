"""Rules of the metrics contract that are not keys."""

from __future__ import annotations

from orchestration.expectations.suites.model import Expectation, Suite, between, has_rows

ROUNDING = 1e-12
MARTS = [
    Suite(
        "marts",
        "metrics",
        """
        select
            concat_ws(' ', metric, definition, source, vintage, period, team_class, unit) as cell,
            n,
            value,
            case when unit = 'share' then value end as share,
            -- The interval of a bootstrapped index may exclude its value, which has its own caveat.
            case when ci_method in (
                'wilson', 'wilson_effective_n', 'wilson_organizations', 'jackknife_organizations_t'
            ) then least(value - ci_low, ci_high - value) end as inside_interval,
            least(value - bound_low, bound_high - value) as inside_bounds,
            -- A gap is also suppressed for one small group, a tilt below 10 works (M3, M12).
            coalesce(
                (n < 5 and not suppressed)
                or (suppressed and (value is not null or (n >= 5 and metric not in (
                    'compute_gap', 'training_hardware_gap', 'topic_tilt')))),
                false
            ) as is_wrongly_shown,
            -- Adjusted shares exist for one class only.
            case when metric in ('model_team_share', 'paper_team_share')
                and definition not like '%_adjusted' and not suppressed
                then sum(value) over (partition by metric, definition, source, vintage, period,
                    venue, topic, country, region, counting, suppressed)
            end as sum_of_classes,
            case when metric = 'compute_doubling_months' then value end as doubling_months
        from {table}
        """,
        [
            has_rows("there_are_estimates"),
            between("shares_lie_between_0_and_1", "share", 0, 1),
            between("intervals_hold_their_value", "inside_interval", least=-ROUNDING),
            between("bounds_hold_their_value", "inside_bounds", least=-ROUNDING),
            Expectation(
                "small_cells_are_suppressed",
                "expect_column_values_to_be_in_set",
                {"column": "is_wrongly_shown", "value_set": [False]},
            ),
            between("team_classes_add_up_to_one", "sum_of_classes", 1 - 1e-9, 1 + 1e-9),
            between("doubling_times_are_plausible", "doubling_months", 1, 60, severity="warning"),
        ],
    ),
    Suite(
        "marts",
        "models",
        """
        select source, vintage, list, count(distinct snapshot_id) as snapshots
        from {table}
        group by source, vintage, list
        """,
        [between("one_snapshot_a_list_and_vintage", "snapshots", most=1)],
    ),
    Suite(
        "marts",
        "rows_set_aside",
        "select * from {table}",
        [
            Expectation(
                "no_row_is_set_aside",
                "expect_column_values_to_be_null",
                {"column": "rule"},
                "warning",
            ),
        ],
    ),
    Suite(
        "marts",
        "papers",
        """
        select team_class, count(*) as papers
        from {table}
        where not has_affiliation
        group by team_class
        """,
        [
            Expectation(
                "teams_have_a_class_only_with_an_affiliation",
                "expect_column_values_to_be_in_set",
                {"column": "team_class", "value_set": ["unknown"]},
            ),
        ],
    ),
]
