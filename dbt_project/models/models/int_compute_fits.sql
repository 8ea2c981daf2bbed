with members as (
    select
        definition,
        source,
        vintage,
        team_class,
        main_owner,
        year_fraction,
        log10_flop,
        count(*) filter (where team_class = 'unknown') over (partition by definition, source, vintage) as n_unknown
    from {{ ref('int_models__populations') }}
    where
        publication_date >= date '2010-01-01' and log10_flop is not null
        and definition in (
            select item
            from {{ ref('int_metric_lists') }}
            where metric = 'compute_doubling_months' and list = 'definitions'
        )
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
    team_class,
    n_unknown,
    unnest(growth_line(
        list(year_fraction order by year_fraction, log10_flop, main_owner),
        list(log10_flop order by year_fraction, log10_flop, main_owner),
        list(main_owner order by year_fraction, log10_flop, main_owner)
    ))
from grouped
group by definition, source, vintage, team_class, n_unknown
