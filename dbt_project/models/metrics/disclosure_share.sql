-- The disclosure of a model of unknown class is known. The bounds put those without, or with, compute inside.
with classes as (
    select unnest({{ known_team_classes() }}) as team_class
    union all
    select null
),

models as (
    select
        *,
        log10_flop is not null as has_compute
    from {{ ref('int_models__periods') }}
    where definition in {{ definitions_of('disclosure_share') }}
    -- A list without any compute says nothing on disclosure.
    qualify bool_or(log10_flop is not null) over (partition by source, vintage)
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
