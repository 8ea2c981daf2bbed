with members as (
    select
        definition,
        source,
        vintage,
        date '2010-01-01' as first_day,
        vintage as last_day,
        team_class,
        main_owner,
        year_fraction,
        log10_flop,
        count(*) filter (where team_class = 'unknown') over (partition by definition, source, vintage) as n_unknown
    from {{ ref('int_models__populations') }}
    where
        log10_flop is not null and publication_date >= date '2010-01-01'
        and definition in {{ definitions_of('compute_doubling_months') }}
),

grouped as (
    select * from members where team_class <> 'unknown'
    union all
    -- The rows of all teams together also count models of unknown class.
    select * replace (null as team_class, 0 as n_unknown) from members
)

select
    definition,
    source,
    vintage,
    first_day,
    last_day,
    team_class,
    n_unknown,
    unnest(growth_line(
        list(year_fraction order by year_fraction, log10_flop, main_owner),
        list(log10_flop order by year_fraction, log10_flop, main_owner),
        list(main_owner order by year_fraction, log10_flop, main_owner)
    ))
from grouped
group by definition, source, vintage, first_day, last_day, team_class, n_unknown
