-- The publisher names one sponsor. Models of unknown sponsor form a category of their own.
{% set place = 'metric, definition, source, vintage, period, period_start, period_end, team_class, sector' %}

with members as (
    select
        periods.definition,
        periods.source,
        periods.vintage,
        periods.period,
        periods.period_start,
        periods.period_end,
        periods.model_id,
        periods.team_class,
        periods.main_owner,
        lower(models.compute_sponsor_categorization) as label
    from {{ ref('int_models__periods') }} as periods
    inner join {{ ref('int_models') }} as models on periods.model_id = models.model_id
    where
        periods.definition = 'notable'
        and periods.team_class in ('academic_only', 'academia_industry')
        and models.has_compute_sponsor
),

sponsors as (
    select distinct members.source, members.vintage, labels.sector
    from members
    inner join {{ ref('sector_label') }} as labels on members.label = labels.label
),

known as (
    select
        members.*,
        members.label in (select label from {{ ref('sector_label') }}) as is_known
    from members
),

cells as (
    select
        'compute_sponsor_share' as metric,
        known.definition,
        known.source,
        known.vintage,
        known.period,
        known.period_start,
        known.period_end,
        known.team_class,
        sponsors.sector,
        known.main_owner as organization,
        count(*) filter (where known.is_known) as n,
        count(*) filter (where labels.label is not null) as k,
        count(*) filter (where known.is_known is not true) as n_unknown
    from known
    inner join sponsors on known.source = sponsors.source and known.vintage = sponsors.vintage
    left join {{ ref('sector_label') }} as labels on known.label = labels.label and sponsors.sector = labels.sector
    group by all
    union all
    select
        'compute_sponsor_coverage',
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        team_class,
        null,
        main_owner,
        count(*),
        count(*) filter (where is_known),
        0
    from known
    group by all
)

{{ shares_over_organizations('cells', place) }}
