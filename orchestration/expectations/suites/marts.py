"""Rules of the metrics contract that are not keys, and of each mart that a figure reads."""

import great_expectations.expectations as gxe

from orchestration.expectations.rules import between, one_of, suite

ROUNDING = 1e-12
Rule = tuple[str, str, str, float | None, float | None]
# fmt: off
# Of each other mart that a figure reads: a sentence, what is measured, and its limits. A run stops
# if one of these is broken; it shows a warning if one of the next is.
EXACT: list[Rule] = [
    ("change_parts", "Parts add up to the change",
     """sum(contribution) over (partition by metric, definition, source, vintage, old_period,
     new_period, team_class, grouping_name) - (new_value - old_value)""", -ROUNDING, ROUNDING),
    ("revision_decomposition", "Causes add up to the revision",
     """sum(contribution) over (partition by definition, source, old_vintage, new_vintage, period,
     team_class) - (new_value - old_value)""", -ROUNDING, ROUNDING),
    ("vintages", "Files have rows", "rows", 1, None),
    ("reachable_shares", "Models in reach are known ones", "n - k", 0, None),
    ("company_papers", "Companies write papers of a list", "works / n", 0, 1),
    ("academic_hpc", "Academic systems are listed", "academic_systems / systems", 0, 1),
    ("topic_fits", "Intervals hold their slope", "least(slope - ci_low, ci_high - slope)", 0, None),
    ("topic_join", "Intervals hold their share",
     "least(academic_share - academic_share_low, academic_share_high - academic_share)", 0, None),
    ("answer_ranges", "Each question has one headline",
     "count_if(is_headline) over (partition by question)", 1, 1),
]
PLAUSIBLE: list[Rule] = [
    ("rows_set_aside", "No row is set aside", "1", None, 0),  # so each row breaks the rule
    ("dim_event", "Events are past", "current_date - event_date", 0, None),
    ("dim_topic", "Most topics are precise", "avg(is_imprecise::int) over ()", 0, 0.4),
    ("dim_country", "Countries are those of ISO 3166", "count(*) over ()", 240, 260),
    ("dim_venue", "The 24 venues of the field are known", "count(*) over ()", 24, None),
    ("dim_definition", "Definitions are sentences", "length(sentence)", 20, 500),
    ("revision_pairs", "Later lists have earlier models", "old_match_rate", 0.25, 1),
    ("compute_stock", "Medians of shares add up to nearly one",
     "sum(share) over (partition by definition, source, vintage, period)", 0.97, 1.03),
    ("compute_gap_counts", "Ratios of compute are plausible",
     "flop_industry_only / flop_academic_only", 1e-4, 1e9),
    ("compute_fits", "Growth is plausible", "case when n >= 5 then slope end", -1, 2),
    # KDD counts the papers of its research track, and its list has those of the applied one too.
    ("field_lists", "Lists have the accepted papers", "works / accepted", 0.8, 2.5),
    ("supply_and_demand", "Compute is plausible", "log10_flop", 10, 30),
    ("published_against_recomputed", "Values are of the published size",
     "latest_value / nullif(published_value, 0)", 0, 10),
]
# fmt: on
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
                    'compute_gap', 'topic_tilt')))),
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
        "marts.papers",
        """
        select team_class, count(*) as papers
        from {table}
        where not has_affiliation
        group by team_class
        """,
        [one_of("Teams have a class only with an affiliation", "team_class", ["unknown"])],
    ),
    *(
        suite(
            f"marts.{mart}",
            f"select *, {rule} as measured from {{table}}",
            [between(sentence, "measured", least, most, severity)],
        )
        for severity, rules in [("critical", EXACT), ("warning", PLAUSIBLE)]
        for mart, sentence, rule, least, most in rules
    ),
]
