-- The newest share of a class, or gap of a share, minus earlier ones. Of models, owners in both periods move both; of
-- the field, years share lists, venues and the trend; of gaps, periods share topics and venues.
{% set order = 'definition, source, team_class, sector, base_period, period' -%}
with members as (
    select
        models.definition,
        models.source,
        models.vintage,
        models.period,
        models.main_owner,
        classes.team_class,
        {{ counts_in('classes.team_class', 'models.team_class', 'models.has_industry', 'models.has_academia') }}
            as is_counted
    from {{ ref('int_models__periods') }} as models
    {{ classes_of_models('models') }}
    where
        models.team_class <> 'unknown' and models.statistic is null
        and (models.definition, models.source, models.vintage) in (
            select (definition, source, vintage) from {{ ref('metrics_of_models') }}
            where metric = 'model_team_share' and is_latest
        )
),

owners as (
    select
        members.definition,
        members.source,
        members.vintage,
        members.team_class,
        members.main_owner,
        bases.base_period,
        count(*) filter (where members.period = '2023-latest') as n,
        count(*) filter (where members.period = '2023-latest' and members.is_counted) as k,
        count(*) filter (where members.period = bases.base_period) as base_n,
        count(*) filter (where members.period = bases.base_period and members.is_counted) as base_k
    from members
    cross join (values ('2010-2014'), ('2020-2022')) as bases (base_period)
    where members.period in (bases.base_period, '2023-latest')
    group by all
),

lists as (
    select
        definition,
        source,
        vintage,
        team_class,
        base_period,
        list(
            struct_pack(n := n, k := cast(k as double), base_n := base_n, base_k := cast(base_k as double))
            order by main_owner
        ) as owners
    from owners
    group by all
    having least(sum(n), sum(base_n)) >= {{ smallest_n() }}
),

quarters as (
    select
        definition,
        source,
        vintage,
        period,
        period_end,
        list({
            holder: owner_class,
            is_named: owner_class <> 'unknown',
            low: h100e_low,
            median: h100e,
            high: h100e_high
        } order by owner, designer) as estimates
    from {{ ref('int_compute_stocks') }}
    where vintage = (select max(vintage) from {{ ref('int_compute_stocks') }})
    group by all
),

-- The newest quarter, with the first one and the one before.
pairs as (
    select
        *,
        unnest(list_distinct([
            first_value(struct_pack(period := period, estimates := estimates)) over quarter,
            lag(struct_pack(period := period, estimates := estimates)) over quarter
        ])) as base
    from quarters
    window quarter as (partition by definition, source, vintage order by period_end)
    qualify period_end = max(period_end) over (partition by definition, source, vintage)
),

field as (
    select
        metric,
        'accepted_field' as definition,
        'lists' as source,
        (select max(vintage) from {{ ref('int_field_works') }}) as vintage,
        team_class,
        unnest(differences, recursive := true)
    from {{ ref('int_field_estimates') }}
),

-- Half of the interval of a change of papers, from venues.
venues as (
    select * from {{ ref('int_paper_changes') }}
    union all by name
    select * from {{ ref('int_adoption_changes') }}
),

estimates as (
    select *
    from {{ ref('metrics') }}
    where
        is_latest and counting = 'full' and ci_low is not null and not suppressed
        and coalesce(venue, country, region, topic) is null
        and definition not in ('accepted_field', 'accepted_fixed_venues')
        and (
            metric in ('paper_team_share', 'any_industry_share', 'disclosure_share')
            or (metric = 'reachable_share' and team_class is null)
            or (metric = 'pretrained_adoption' and sector = 'industry')
        )
        and coalesce(team_class, 'industry_only') in ('academic_only', 'industry_only')
),

-- Periods against those before, and the newest year that is over against earlier years and the period before.
others as (
    select
        newest.metric,
        newest.definition,
        newest.source,
        newest.vintage,
        newest.team_class,
        newest.sector,
        base.period as base_period,
        newest.period,
        case
            when newest.metric in ('disclosure_share', 'reachable_share')
                then difference_of_estimates(
                    newest.value, newest.ci_low, newest.ci_high, base.value, base.ci_low, base.ci_high, 0
                )
            else struct_pack(
                value := newest.value - base.value,
                ci_low := newest.value - base.value - venues.reach,
                ci_high := newest.value - base.value + venues.reach
            )
        end as difference
    from estimates as newest
    inner join estimates as base
        on {{ same_cell('newest', 'base', 'metric, definition, source, team_class, sector, unit') }}
    left join venues
        on
            {{ same_cell('newest', 'venues', 'metric, definition, source, team_class, sector, period') }}
            and base.period = venues.base_period
    where
        newest.period = '2023-latest' and base.period in ('2010-2014', '2020-2022')
        and (venues.reach is not null or newest.metric in ('disclosure_share', 'reachable_share'))
        or (
            newest.metric in ('disclosure_share', 'reachable_share')
            and newest.period_end <= newest.vintage and length(newest.period) = 4
            and base.period_end < newest.period_start
            and (length(base.period) = 4 or base.period = '2020-2022')
            and newest.period = (
                select max(period) from estimates
                where length(period) = 4 and period_end <= vintage and metric = newest.metric
            )
        )
),

differences as (
    select
        'model_team_share' as metric,
        definition,
        source,
        vintage,
        team_class,
        base_period,
        '2023-latest' as period,
        unnest(difference_of_shares(owners)),
        false as is_turn
    from lists
    union all by name
    select
        'compute_stock_share' as metric,
        definition,
        source,
        vintage,
        holder as sector,
        base_period,
        period,
        value,
        ci_low,
        ci_high,
        false as is_turn
    from (
        select
            pairs.* exclude (period_end, estimates, base),
            base.period as base_period,
            unnest(share_changes(base.estimates, estimates, {{ bootstrap_seed() }}), recursive := true)
        from pairs
        where base.period <> period
    )
    union all by name
    select
        'intensity_gap' as metric,
        * exclude (unit),
        false as is_turn
    from {{ ref('int_intensity_gaps') }}
    where unit = 'share_gap_step' and ci_low is not null
    union all by name
    select * from field
    union all by name
    -- Teams without a company are the rest.
    select
        * replace (
            'paper_team_share' as metric,
            'no_company' as team_class,
            -value as value,
            -ci_high as ci_low,
            -ci_low as ci_high
        )
    from field
    where metric = 'any_industry_share'
    union all by name
    select
        * exclude (difference),
        unnest(difference),
        false as is_turn
    from others
),

tested as (
    select
        unnest(list(differences order by {{ order }})) as difference,
        unnest(
            false_discovery_rates(
                list(struct_pack(value := value, ci_low := ci_low, ci_high := ci_high) order by {{ order }})
            )
        ) as q
    from differences
    group by metric
)

select
    difference.metric,
    difference.definition,
    difference.source,
    difference.vintage,
    difference.team_class,
    difference.sector,
    difference.base_period,
    difference.period,
    difference.value,
    difference.ci_low,
    difference.ci_high,
    'share_gap' as unit,
    difference.is_turn,
    q
from tested
