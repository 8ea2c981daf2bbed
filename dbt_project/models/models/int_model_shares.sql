-- A row without a date is in no period (docs/metrics.md section 2.6).
with members as (
    select
        populations.definition,
        models.source,
        models.vintage,
        models.team_class,
        models.main_owner,
        models.year,
        models.log10_flop is not null as has_compute
    from {{ ref('int_models__populations') }} as populations
    inner join {{ ref('int_models') }} as models on populations.model_id = models.model_id
    where models.year is not null
),

in_periods as (
    select
        members.*,
        periods.period,
        periods.period_start,
        coalesce(periods.period_end, members.vintage) as period_end
    from members
    inner join {{ ref('int_periods') }} as periods
        on members.year between periods.first_year and periods.last_year
),

classes as (
    {% for class in known_team_classes() -%}
    select '{{ class }}' as team_class
    {%- if not loop.last %} union all {% endif %}
    {% endfor %}
),

team_shares as (
    select
        'model_team_share' as metric,
        members.definition,
        members.source,
        members.vintage,
        members.period,
        members.period_start,
        members.period_end,
        classes.team_class,
        members.main_owner as organization,
        count(*) filter (where members.team_class <> 'unknown') as n,
        count(*) filter (where members.team_class = classes.team_class) as k,
        count(*) filter (where members.team_class = 'unknown') as n_unknown,
        cast(null as bigint) as k_unknown
    from in_periods as members
    cross join classes
    group by all
),

disclosure as (
    select
        'disclosure_share' as metric,
        members.definition,
        members.source,
        members.vintage,
        members.period,
        members.period_start,
        members.period_end,
        classes.team_class,
        members.main_owner as organization,
        count(*) filter (where members.team_class = classes.team_class) as n,
        count(*) filter (where members.team_class = classes.team_class and members.has_compute) as k,
        count(*) filter (where members.team_class = 'unknown') as n_unknown,
        count(*) filter (where members.team_class = 'unknown' and members.has_compute) as k_unknown
    from in_periods as members
    cross join classes
    where members.definition = 'notable'
    group by all
    union all
    select
        'disclosure_share',
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        null,
        main_owner,
        count(*),
        count(*) filter (where has_compute),
        0,
        0
    from in_periods
    where definition = 'notable'
    group by all
),

cells as (
    select * from team_shares
    union all
    select * from disclosure
)

{{ shares_over_organizations(
    'cells',
    'metric, definition, source, vintage, period, period_start, period_end, team_class',
    ['n_unknown', 'k_unknown']
) }}
