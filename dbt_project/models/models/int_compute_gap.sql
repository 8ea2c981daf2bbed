-- Gaps between industry-only and academic-only models of each year, and over several years with the trend in time taken
-- out. A model of unknown class may belong to either.
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
    where
        is_year
        and definition in ('notable_compute_known', 'notable_compute_known_classed', 'no_base_named_compute_known')
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
),

-- Since 2010 and from later years on, and the years before most makers stopped stating their compute.
spans (period, first_year, last_year) as (
    values
    ('2010-latest', 2010, 9999),
    ('2015-latest', 2015, 9999),
    ('2018-latest', 2018, 9999),
    ('2020-latest', 2020, 9999),
    ('2010-2019', 2010, 2019),
    ('2020-2023', 2020, 2023)
),

-- Some totals of the publisher leave out the base that a model builds on.
with_bases as (
    select
        models.* replace (
            'notable_compute_known_with_bases' as definition,
            greatest(models.log10_flop, bases.base_log10_flop) as log10_flop
        )
    from {{ ref('int_models__populations') }} as models
    left join {{ ref('int_models__bases') }} as bases on models.model_id = bases.model_id
    where models.definition = 'notable_compute_known_classed'
),

-- The choices that a critic would make.
variants as (
    select
        models.* replace (
            choices.definition as definition,
            case
                when choices.definition <> 'notable_compute_known_by_company' or models.team_class = 'unknown'
                    then models.team_class
                when models.has_industry then 'industry_only'
                else 'academic_only'
            end as team_class
        )
    from {{ ref('int_models__populations') }} as models
    inner join
        (
            values
            ('notable_compute_known_by_company'),
            ('notable_compute_confident_classed'),
            ('notable_compute_known_no_biology')
        ) as choices (definition)
        on case choices.definition
            when 'notable_compute_confident_classed' then lower(models.confidence) = 'confident'
            when 'notable_compute_known_no_biology' then not contains(lower(coalesce(models.domain, '')), 'biology')
            else true
        end
    where models.definition = 'notable_compute_known_classed'
),

pools as (
    select
        models.definition,
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
    from (
        select * from {{ ref('int_models__populations') }}
        union all
        select * from with_bases
        union all
        select * from variants
    ) as models
    inner join spans on year(models.publication_date) between spans.first_year and spans.last_year
    where
        models.log10_flop is not null and models.definition in (
            'notable_compute_known',
            'all_models_compute_known',
            'all_models_classed',
            'notable_compute_known_classed',
            'notable_compute_known_with_bases',
            'notable_compute_known_by_company',
            'notable_compute_confident_classed',
            'notable_compute_known_no_biology',
            'no_base_named_compute_known'
        )
    group by all
),

pooled as (
    select
        * exclude (members),
        'pooled' as statistic,
        unnest(pooled_gap(members))
    from pools
    where n_industry_only > 0 and n_academic_only > 0
),

-- With a trend for each class, the gap moves with time: here in the middle of a year, from the models of all years.
trends as (
    select
        pools.* exclude (members) replace (
            cast(dates.year as varchar) as period,
            make_date(dates.year, 1, 1) as period_start,
            make_date(dates.year, 12, 31) as period_end
        ),
        'trends' as statistic,
        unnest(gap_at(pools.members, dates.year + 0.5))
    from pools
    inner join (values (2015), (2020), (2024)) as dates (year) on dates.year < year(pools.vintage)
    where
        pools.definition = 'notable_compute_known_classed' and pools.period = '2010-latest'
        and pools.n_industry_only > 0 and pools.n_academic_only > 0
)

select
    * exclude (statistic) replace (definition || '_' || statistic as definition),
    -- A gap of a year needs three models on each side, and one of several years ten (docs/metrics.md, M3).
    least(n_industry_only, n_academic_only) >= if(statistic in ('pooled', 'trends'), 10, 3)
    and ci_low is not null as is_shown
from (
    select * from gaps
    union all by name
    select * from pooled
    union all by name
    select * from trends
) as either
where
    definition || '_' || statistic in (
        select item from {{ ref('int_metric_lists') }} where metric = 'compute_gap' and list = 'definitions'
    )
