-- Gaps between industry-only and academic-only models of each year. A model of unknown class may belong to either.
with members as (
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        team_class,
        { amount: training_compute_flop, owner: main_owner } as model
    from {{ ref('int_models__periods') }}
    where is_year and definition in (
        'notable_compute_known',
        'all_models_compute_known',
        'notable_compute_known_classed',
        'from_scratch_compute_known'
    )
),

sides as (
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        count(*) filter (where team_class = 'unknown') as n_unknown,
        count(*) filter (where team_class = 'industry_only') as n_industry_only,
        count(*) filter (where team_class = 'academic_only') as n_academic_only,
        list(model order by model) filter (where team_class = 'industry_only') as industry_models,
        list(model order by model) filter (where team_class = 'academic_only') as academic_models
    from members
    group by definition, source, vintage, period, period_start, period_end
),

gaps as (
    select
        * exclude (industry_models, academic_models),
        unnest(team_gaps(industry_models, academic_models, {{ bootstrap_seed() }}), recursive := true)
    from sides
)

select
    * exclude (statistic) replace (definition || '_' || statistic as definition),
    -- A gap needs three models on each side (docs/metrics.md, M3).
    least(n_industry_only, n_academic_only) >= 3 as is_shown
from gaps
where
    definition || '_' || statistic in (
        select item from {{ ref('int_metric_lists') }} where metric = 'compute_gap' and list = 'definitions'
    )
