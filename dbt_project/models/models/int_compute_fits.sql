with spans (suffix, first_day, last_day) as (
    values
    ('', date '2010-01-01', date '9999-12-31'),
    ('_since_2018', date '2018-01-01', date '9999-12-31'),
    ('_since_2023', date '2023-01-01', date '9999-12-31'),
    ('_since_2024', date '2024-01-01', date '9999-12-31'),
    ('_up_to_2019', date '2010-01-01', date '2019-12-31')
),

-- Language models have a trend of their own, so the others are a choice.
populations as (
    select * from {{ ref('int_models__populations') }}
    union all
    select * replace (definition || '_no_language' as definition)
    from {{ ref('int_models__populations') }}
    where
        definition in ('notable_compute_known_classed', 'all_models_compute_known')
        and not contains(lower(coalesce(domain, '')), 'language')
),

members as (
    select
        models.definition || spans.suffix as definition,
        models.source,
        models.vintage,
        spans.first_day,
        least(spans.last_day, models.vintage) as last_day,
        models.team_class,
        models.main_owner,
        models.year_fraction,
        models.log10_flop,
        count(*) filter (where models.team_class = 'unknown') over (
            partition by models.definition, spans.suffix, models.source, models.vintage
        ) as n_unknown
    from populations as models
    inner join spans on models.publication_date between spans.first_day and spans.last_day
    where
        models.log10_flop is not null
        and models.definition || spans.suffix in (
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
