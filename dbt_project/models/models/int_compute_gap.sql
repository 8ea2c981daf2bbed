-- Gaps between industry-only and academic-only models of each year, and over several years with the trend in time taken
-- out. A model of unknown class may belong to either.
with models as (
    select * replace ({ amount: training_compute_flop, owner: main_owner } as model)
    from {{ ref('int_models__populations') }}
    where definition in {{ definitions_of('compute_gap') }}
),

sides as (
    select
        models.definition,
        models.statistic,
        models.source,
        models.vintage,
        periods.period,
        periods.period_start,
        periods.period_end,
        count(*) filter (where models.team_class = 'unknown') as n_unknown,
        count(*) filter (where models.team_class = 'industry_only') as n_industry_only,
        count(*) filter (where models.team_class = 'academic_only') as n_academic_only,
        list(models.model order by models.model) filter (where models.team_class = 'industry_only') as industry_models,
        list(models.model order by models.model) filter (where models.team_class = 'academic_only') as academic_models
    from models
    inner join {{ ref('int_periods') }} as periods on models.year = periods.first_year and periods.is_year
    where models.statistic in ('median', 'max')
    group by all
),

gaps as (
    select
        * exclude (industry_models, academic_models, statistic),
        statistic as of_definition,
        unnest(team_gaps(industry_models, academic_models, {{ bootstrap_seed() }}), recursive := true)
    from sides
),

pools as (
    select
        models.definition,
        models.statistic,
        models.source,
        models.vintage,
        spans.period,
        make_date(spans.first_year, 1, 1) as period_start,
        least(make_date(spans.last_year, 12, 31), models.vintage) as period_end,
        count(*) filter (where models.team_class = 'unknown') as n_unknown,
        count(*) filter (where models.team_class = 'industry_only') as n_industry_only,
        count(*) filter (where models.team_class = 'academic_only') as n_academic_only,
        list({
            date: models.year_fraction,
            log10_flop: models.log10_flop,
            is_industry: models.team_class = 'industry_only',
            owner: models.main_owner
        } order by models.year_fraction, models.log10_flop, models.main_owner)
            filter (where models.team_class in ('industry_only', 'academic_only')) as members
    from models
    inner join {{ ref('int_choices') }} as spans
        on spans.axis = 'span' and models.year between spans.first_year and spans.last_year
    inner join {{ ref('int_questions') }} as questions
        on questions.metric = 'compute_gap' and list_contains(flatten(questions.choices), spans.choice)
    where models.statistic in ('pooled', 'trends')
    group by all
),

pooled as (
    select
        * exclude (members, statistic),
        unnest(pooled_gap(members))
    from pools
    where statistic = 'pooled' and n_industry_only > 0 and n_academic_only > 0
),

-- With a trend for each class, the gap moves with time: here in the middle of a year, from the models of all years.
trends as (
    select
        pools.* exclude (members, statistic) replace (
            cast(dates.year as varchar) as period,
            make_date(dates.year, 1, 1) as period_start,
            make_date(dates.year, 12, 31) as period_end
        ),
        unnest(gap_at(pools.members, dates.year + 0.5))
    from pools
    inner join (values (2015), (2020), (2024)) as dates (year) on dates.year < year(pools.vintage)
    where
        pools.statistic = 'trends' and pools.period = '2010-latest'
        and pools.n_industry_only > 0 and pools.n_academic_only > 0
)

select
    *,
    -- A gap of a year needs three models on each side, and one of several years ten (docs/metrics.md, M3).
    least(n_industry_only, n_academic_only) >= if(is_of_year, 3, 10) and ci_low is not null as is_shown
from (
    select
        * exclude (statistic, of_definition),
        true as is_of_year,
        {{ seeded('bootstrap_organizations') }} as ci_method
    from gaps
    where statistic = of_definition
    union all by name
    select
        *,
        false as is_of_year,
        'jackknife_organizations_t' as ci_method
    from pooled
    union all by name
    select
        *,
        false as is_of_year,
        'jackknife_organizations_t' as ci_method
    from trends
) as either
