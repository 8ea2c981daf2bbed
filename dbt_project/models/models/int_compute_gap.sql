-- Gaps between industry-only and academic-only models of each year, and over several years with the trend in time taken
-- out. A model of unknown class may belong to either, and one of both classes without compute is unknown too.
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
            owner: models.main_owner,
            domain: models.main_domain
        } order by models.year_fraction, models.log10_flop, models.main_owner)
            filter (where models.team_class in ('industry_only', 'academic_only')) as members
    from models
    inner join {{ ref('int_choices') }} as spans
        on spans.axis = 'span' and models.year between spans.first_year and spans.last_year
    inner join {{ ref('int_questions') }} as questions
        on questions.metric = 'compute_gap' and list_contains(flatten(questions.choices), spans.choice)
    where models.statistic in ('pooled', 'trends', 'owner_effects')
    group by all
),

pooled as (
    select
        * exclude (members, statistic),
        unnest(pooled_gap(members))
    from pools
    where statistic = 'pooled' and n_industry_only > 0 and n_academic_only > 0
),

-- The newest year with five models on each side, because a trend says nothing of later years.
newest as (
    select
        definition,
        source,
        vintage,
        max(year) as year
    from (
        select
            definition,
            source,
            vintage,
            year
        from models
        where statistic in ('trends', 'owner_effects') and year < year(vintage)
        group by all
        having least(
            count(*) filter (where team_class = 'industry_only'), count(*) filter (where team_class = 'academic_only')
        ) >= {{ smallest_n() }}
    )
    group by all
),

dates as (
    select * from newest
    union
    select
        newest.* exclude (year),
        years.year
    from newest
    inner join (values (2015), (2020)) as years (year) on years.year < newest.year
),

-- Models that only their compute keeps out. One of a class may be far above or below the others.
undisclosed as (
    select
        definitions.definition,
        models.source,
        models.vintage,
        models.year,
        if(definitions.labels = 'our_classes', models.team_class, models.labelled_class) as team_class
    from {{ ref('int_definitions') }} as definitions
    inner join {{ ref('int_models') }} as models
        on list_has_all(models.choices, list_filter(definitions.choices, lambda choice: choice <> 'compute_known'))
    where
        definitions.definition in {{ definitions_of('compute_gap') }} and models.log10_flop is null
        and if(definitions.labels = 'our_classes', models.team_class, models.labelled_class)
        in ('industry_only', 'academic_only')
),

-- With a trend for each class, the gap moves with time: here in the middle of a year, from the models of all years.
trends as (
    select
        pools.* exclude (members) replace (
            cast(dates.year as varchar) as period,
            make_date(dates.year, 1, 1) as period_start,
            make_date(dates.year, 12, 31) as period_end
        ),
        case
            when pools.statistic = 'trends' then gap_at(pools.members, dates.year + 0.5)
            else gap_with_owner_effects(pools.members, dates.year + 0.5)
        end as gap
    from pools
    inner join dates using (definition, source, vintage)
    where
        pools.period = '2010-latest'
        and (
            pools.statistic = 'trends'
            -- Its fit takes long, so it has the newest list alone.
            or (
                pools.statistic = 'owner_effects'
                and pools.vintage = (select max(others.vintage) from pools as others where others.source = pools.source)
            )
        )
        and least(pools.n_industry_only, pools.n_academic_only) >= 10
),

gaps_of_all as (
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
        * exclude (gap, statistic),
        unnest(gap),
        false as is_of_year,
        true as is_at_date,
        if(statistic = 'trends', 'jackknife_organizations_t', 'mixed_model') as ci_method
    from trends
),

counts as (
    select
        either.definition,
        either.source,
        either.vintage,
        either.period,
        count(undisclosed.year) filter (where undisclosed.team_class = 'industry_only') as undisclosed_industry_only,
        count(undisclosed.year) filter (where undisclosed.team_class = 'academic_only') as undisclosed_academic_only
    from gaps_of_all as either
    left join undisclosed
        on
            either.definition = undisclosed.definition
            and either.source = undisclosed.source
            and either.vintage = undisclosed.vintage
            -- A gap at a date has the models of all years.
            and undisclosed.year between if(either.is_at_date, 2010, year(either.period_start))
            and if(either.is_at_date, 9999, year(either.period_end))
    group by all
)

select
    either.* replace (
        either.n_unknown + counts.undisclosed_industry_only + counts.undisclosed_academic_only as n_unknown
    ),
    counts.undisclosed_industry_only,
    counts.undisclosed_academic_only,
    -- A gap of a year needs three models on each side, and one of several years ten (docs/metrics.md, M3).
    least(either.n_industry_only, either.n_academic_only) >= if(either.is_of_year, 3, 10)
    and either.ci_low is not null as is_shown
from gaps_of_all as either
inner join counts using (definition, source, vintage, period)
