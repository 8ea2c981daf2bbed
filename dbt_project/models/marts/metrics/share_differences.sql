-- The newest share of a team class minus earlier ones. Of models, owners in both periods move both; of the field, years
-- share lists, venues and the trend.
with owners as (
    select
        models.definition,
        models.source,
        models.vintage,
        classes.team_class,
        models.main_owner,
        bases.base_period,
        count(*) filter (where models.period = '2023-latest') as n,
        count(*) filter (where models.period = '2023-latest' and {{ counts_in('classes.team_class', 'models.team_class', 'models.has_industry') }}) as k,
        count(*) filter (where models.period = bases.base_period) as base_n,
        count(*) filter (where models.period = bases.base_period and {{ counts_in('classes.team_class', 'models.team_class', 'models.has_industry') }}) as base_k
    from {{ ref('int_models__periods') }} as models
    cross join (select unnest({{ known_team_classes() + ['no_company', 'public_research'] }}) as team_class) as classes
    cross join (select unnest(['2010-2014', '2020-2022']) as base_period) as bases
    where
        models.team_class <> 'unknown'
        and models.period in (bases.base_period, '2023-latest')
        and (models.definition, models.source, models.vintage) in (
            select (definition, source, vintage) from {{ ref('metrics_of_models') }}
            where metric = 'model_team_share' and is_latest
        )
    group by all
),

of_models as (
    select
        'model_team_share' as metric,
        definition,
        source,
        vintage,
        team_class,
        base_period,
        '2023-latest' as period,
        difference_of_shares(
            list({n: n, k: cast(k as double), base_n: base_n, base_k: cast(base_k as double)} order by main_owner)
        ) as difference,
        false as is_turn
    from owners
    group by all
    having least(sum(n), sum(base_n)) >= {{ smallest_n() }}
),

of_field as (
    select
        metric,
        team_class,
        unnest(differences) as one
    from {{ ref('int_field_estimates') }}
)

select
    metric,
    definition,
    source,
    vintage,
    team_class,
    base_period,
    period,
    difference.value as value,
    difference.ci_low as ci_low,
    difference.ci_high as ci_high,
    'share_gap' as unit,
    is_turn
from of_models
union all
select
    of_field.metric,
    'accepted_field' as definition,
    'lists' as source,
    works.vintage,
    of_field.team_class,
    one.base_period,
    one.period,
    one.value,
    one.ci_low,
    one.ci_high,
    'share_gap' as unit,
    one.is_turn
from of_field
cross join (select max(vintage) as vintage from {{ ref('int_field_works') }}) as works
