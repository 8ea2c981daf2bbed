with members as (
    select
        models.* exclude (team_class),
        classes.team_class,
        models.team_class as of_class,
        {{ counts_in('classes.team_class', 'models.team_class', 'models.has_industry', 'models.has_academia') }}
            as is_counted
    from {{ ref('int_models__periods') }} as models
    {{ classes_of_models('models') }}
    where models.definition in {{ definitions_of('model_team_share') }}
),

cells as (
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        team_class,
        main_owner,
        count(*) filter (where of_class <> 'unknown') as n,
        count(*) filter (where is_counted) as k,
        count(*) filter (where of_class = 'unknown') as n_unknown
    from members
    group by all
)

{{ shares_of_models() }}
