-- A base of unknown class may come from any maker.
with makers (base_class, sector) as (
    values
    ('academic_only', 'academia'), ('industry_only', 'industry'), ('academia_industry', 'academia+industry'),
    ('other', 'other')
),

models as (
    select
        periods.*,
        bases.base_class
    from {{ ref('int_models__periods') }} as periods
    inner join {{ ref('int_models__bases') }} as bases on periods.model_id = bases.model_id
    where periods.definition in {{ definitions_of('adapted_base_share') }} and not periods.is_year
),

grouped as (
    select * from models where team_class <> 'unknown'
    union all
    select * replace (null as team_class) from models
),

cells as (
    select
        grouped.definition,
        grouped.source,
        grouped.vintage,
        grouped.period,
        grouped.period_start,
        grouped.period_end,
        grouped.team_class,
        makers.sector,
        grouped.main_owner,
        count(*) filter (where grouped.base_class <> 'unknown') as n,
        count(*) filter (where grouped.base_class = makers.base_class) as k,
        count(*) filter (where grouped.base_class = 'unknown') as n_unknown
    from grouped
    cross join makers
    group by all
)

{{ shares_of_models() }}
