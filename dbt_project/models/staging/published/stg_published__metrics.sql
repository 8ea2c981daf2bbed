with published as (
    (
    select
        null::varchar as metric,
        null::varchar as definition,
        null::varchar as source,
        null::date as vintage,
        null::varchar as period,
        null::varchar as team_class,
        null::varchar as sector,
        null::varchar as topic,
        null::varchar as country,
        null::varchar as region,
        null::varchar as venue,
        null::varchar as counting,
        null::double as value,
        null::varchar as unit,
        null::bigint as n,
        null::double as ci_low,
        null::double as ci_high,
        null::boolean as suppressed
    limit 0
    )
    {%- if env_var('COMPUTE_DIVIDE_PUBLISHED', '') not in ('', 'record') %}
    union all by name
    from read_parquet(
        '../../published/{{ env_var('COMPUTE_DIVIDE_PUBLISHED') }}/metrics.parquet', hive_partitioning = false
    )
    {%- endif %}
)

select * replace ({{ present_key('venue') }} as venue) from published
