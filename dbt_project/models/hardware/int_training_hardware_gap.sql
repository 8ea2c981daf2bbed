-- Two quantities: one device, and the complete setup. Periods of several years are used, because single years
-- have too few models with known hardware.
with members as (
    {% for measure in ['device', 'setup'] -%}
    select
        periods.definition || '_{{ measure }}_peak' as definition,
        periods.source,
        periods.vintage,
        periods.period,
        periods.period_start,
        periods.period_end,
        periods.team_class,
        periods.main_owner,
        hardware.{{ measure }}_flop_per_second as amount
    from {{ ref('int_models__periods') }} as periods
    inner join {{ ref('int_training_hardware') }} as hardware on periods.model_id = hardware.model_id
    where
        periods.definition in ('notable', 'all_models')
        and not periods.is_year
        and periods.period <> 'all'
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

{{ gaps_between_teams() }}
where statistic = 'median'
