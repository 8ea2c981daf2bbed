-- The disclosure of a model of unknown class is known. The bounds put those without, or with, compute inside.
with classes as (
    select unnest({{ known_team_classes() }}) as team_class
    union all
    select null
),

listed as (
    select
        *,
        log10_flop is not null as has_compute
    from {{ ref('int_models__periods') }}
    where definition in ('notable_classed', 'no_base_named', 'all_models_classed')
    -- A list without any compute says nothing on disclosure.
    qualify bool_or(log10_flop is not null) over (partition by source, vintage)
),

-- Two makers with many models could decide for all.
largest as (
    select
        source,
        vintage,
        period,
        main_owner
    from listed
    where definition = 'notable_classed'
    group by source, vintage, period, main_owner
    qualify row_number() over (partition by source, vintage, period order by count(*) desc, main_owner) <= 2
),

models as (
    select * from listed
    union all
    select listed.* replace ('notable_classed_without_largest_two' as definition)
    from listed
    anti join largest
        on
            listed.source = largest.source
            and listed.vintage = largest.vintage
            and listed.period = largest.period
            and listed.main_owner = largest.main_owner
    where listed.definition = 'notable_classed'
    union all
    -- Known is only what the publisher is confident of, on lists that state a confidence.
    select
        * replace (
            'notable_classed_confident' as definition,
            has_compute and coalesce(lower(confidence) = 'confident', false) as has_compute
        )
    from listed
    where definition = 'notable_classed'
    qualify bool_or(confidence is not null) over (partition by source, vintage)
),

members as (
    select
        models.* exclude (team_class),
        classes.team_class,
        classes.team_class is null or models.team_class = classes.team_class as is_inside,
        classes.team_class is not null and models.team_class = 'unknown' as is_unknown
    from models
    cross join classes
),

cells as (
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        team_class,
        main_owner,
        count(*) filter (where is_inside) as n,
        count(*) filter (where is_inside and has_compute) as k,
        count(*) filter (where is_unknown) as n_unknown,
        k_unknown
    from (
        select
            *,
            count(*) filter (where is_unknown and has_compute) over (
                partition by definition, source, vintage, period, period_start, period_end, team_class
            ) as k_unknown
        from members
    ) as counted
    group by all
)

select * replace (
    k * 1.0 / nullif(n + n_unknown - k_unknown, 0) as bound_low,
    (k + k_unknown) * 1.0 / nullif(n + k_unknown, 0) as bound_high
)
from (
    {{ shares_of_models() }}
) as shares
