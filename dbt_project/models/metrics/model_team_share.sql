with members as (
    select
        models.*,
        periods.period,
        periods.period_start,
        coalesce(periods.period_end, models.vintage) as period_end
    from {{ ref('int_models__populations') }} as models
    inner join {{ ref('int_periods') }} as periods on models.year between periods.first_year and periods.last_year
),

classes as (
    select unnest({{ known_team_classes() }}) as team_class
),

cells as (
    select
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
        count(*) filter (where members.team_class = 'unknown') as n_unknown
    from members
    cross join classes
    group by all
)

{{ shares_of_models('cells', 'definition, source, vintage, period, period_start, period_end, team_class') }}
