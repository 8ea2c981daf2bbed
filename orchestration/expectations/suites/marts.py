"""Rules of the metrics contract that are not keys, and of each mart that a figure reads."""

import great_expectations as gx
import great_expectations.expectations as gxe

from orchestration.expectations.rules import between, one_of, suite

ROUNDING = 1e-12


def _rule(
    mart: str,
    sentence: str,
    measured: str,
    least: float | None = None,
    most: float | None = None,
    severity: str = "critical",
) -> gx.ExpectationSuite:
    """Return the suite of a mart with one rule: the limits of an expression over its rows."""
    rows = f"select *, {measured} as measured from {{table}}"
    return suite(f"marts.{mart}", rows, [between(sentence, "measured", least, most, severity)])


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
    # Of each other mart that a figure reads.
    _rule(
        "change_parts",
        "Parts add up to the change",
        """
        sum(contribution) over (
            partition by metric, definition, source, vintage, old_period, new_period, team_class,
                grouping_name
        ) - (new_value - old_value)
        """,
        least=-ROUNDING,
        most=ROUNDING,
    ),
    _rule("vintages", "Files have rows", "rows", least=1),
    _rule("reachable_shares", "Models in reach are known ones", "n - k", least=0),
    _rule("company_papers", "Companies write papers of a list", "works / n", least=0, most=1),
    _rule(
        "academic_hpc", "Academic systems are listed", "academic_systems / systems", least=0, most=1
    ),
    _rule(
        "topic_fits",
        "Intervals hold their slope",
        "least(slope - ci_low, ci_high - slope)",
        least=0,
    ),
    _rule(
        "topic_join",
        "Intervals hold their share",
        "least(academic_share - academic_share_low, academic_share_high - academic_share)",
        least=0,
    ),
    _rule(
        "answer_ranges",
        "Each question has one headline",
        "count_if(is_headline) over (partition by question)",
        least=1,
        most=1,
    ),
    # Each row breaks this rule.
    _rule("rows_set_aside", "No row is set aside", "1", most=0, severity="warning"),
    _rule("dim_event", "Events are past", "current_date - event_date", least=0, severity="warning"),
    _rule(
        "dim_topic",
        "Most topics are precise",
        "avg(is_imprecise::int) over ()",
        least=0,
        most=0.4,
        severity="warning",
    ),
    _rule(
        "dim_country",
        "Countries are those of ISO 3166",
        "count(*) over ()",
        least=240,
        most=260,
        severity="warning",
    ),
    _rule(
        "dim_venue",
        "The 24 venues of the field are known",
        "count(*) over ()",
        least=24,
        severity="warning",
    ),
    _rule(
        "dim_definition",
        "Definitions are sentences",
        "length(sentence)",
        least=20,
        most=500,
        severity="warning",
    ),
    _rule(
        "compute_stock",
        "Medians of shares add up to nearly one",
        "sum(share) over (partition by definition, source, vintage, period)",
        least=0.97,
        most=1.03,
        severity="warning",
    ),
    _rule(
        "compute_gap_counts",
        "Ratios of compute are plausible",
        "flop_industry_only / flop_academic_only",
        least=1e-4,
        most=1e9,
        severity="warning",
    ),
    _rule(
        "compute_fits",
        "Growth is plausible",
        "case when n >= 5 then slope end",
        least=-1,
        most=2,
        severity="warning",
    ),
    # KDD counts the papers of its research track, and its list has those of the applied one too.
    _rule(
        "field_lists",
        "Lists have the accepted papers",
        "works / accepted",
        least=0.8,
        most=2.5,
        severity="warning",
    ),
    _rule(
        "supply_and_demand",
        "Compute is plausible",
        "log10_flop",
        least=10,
        most=30,
        severity="warning",
    ),
    _rule(
        "published_against_recomputed",
        "Values are of the published size",
        "latest_value / nullif(published_value, 0)",
        least=0,
        most=10,
        severity="warning",
    ),
]
