"""Rules of the metrics contract that are not keys."""

import great_expectations.expectations as gxe

from orchestration.expectations.rules import between, one_of, suite

ROUNDING = 1e-12
MARTS = [
    suite(
        "marts.metrics",
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
            gxe.ExpectTableRowCountToBeBetween(description="There are estimates", min_value=1),
            between("Shares lie between 0 and 1", "share", 0, 1),
            between("Intervals hold their value", "inside_interval", -ROUNDING),
            between("Bounds hold their value", "inside_bounds", -ROUNDING),
            one_of("Small cells are suppressed", "is_wrongly_shown", [False]),
            between("Team classes add up to one", "sum_of_classes", 1 - 1e-9, 1 + 1e-9),
            between("Doubling times are plausible", "doubling_months", 1, 60, severity="warning"),
        ],
    ),
    suite(
        "marts.models",
        """
        select source, vintage, list, count(distinct snapshot_id) as snapshots
        from {table}
        group by source, vintage, list
        """,
        [between("One snapshot a list and vintage", "snapshots", most=1)],
    ),
    suite(
        "marts.rows_set_aside",
        "select * from {table}",
        [
            gxe.ExpectColumnValuesToBeNull(
                description="No row is set aside", column="rule", severity="warning"
            )
        ],
    ),
    suite(
        "marts.papers",
        """
        select team_class, count(*) as papers
        from {table}
        where not has_affiliation
        group by team_class
        """,
        [one_of("Teams have a class only with an affiliation", "team_class", ["unknown"])],
    ),
]
