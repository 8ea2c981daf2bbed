-- Two quantities: one device, and the complete setup. Periods of several years are used, because single years
-- have too few models with known hardware.
with members as (
    select
        periods.definition || '_' || unnest(['device', 'setup']) || '_peak' as definition,
        periods.source, periods.vintage, periods.period, periods.period_start, periods.period_end,
        periods.team_class, periods.main_owner,
        unnest([hardware.device_flop_per_second, hardware.setup_flop_per_second]) as amount
    from {{ ref('int_models__periods') }} as periods
    inner join {{ ref('int_training_hardware') }} as hardware on periods.model_id = hardware.model_id
    where
        periods.definition in ('notable', 'all_models', 'from_scratch')
        and not periods.is_year
        and periods.period <> 'all'
),

{{ gaps_between_teams() }}
where statistic = 'median'
