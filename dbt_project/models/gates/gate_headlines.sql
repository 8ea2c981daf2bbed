-- Each headline in two vintages that follow each other, and in the last publication and now. A published headline has
-- its newest vintage with a value. The record is before a first live day.
{{ config(schema='gates') }}

with last_published as (
    select * from {{ ref('stg_published__metrics') }}
    union all by name
    select
        *,
        false as suppressed
    from {{ ref('record_headline') }}
    where {{ env_var('COMPUTE_DIVIDE_PUBLISHED', '') == 'record' }}
),

published as (
    select estimates.*
    from last_published as estimates
    semi join {{ ref('int_gates__headlines') }} as headlines
        on {{ same_cell('estimates', 'headlines', headline()) }}
    where not suppressed and value is not null
    qualify vintage = max(vintage) over (
        partition by metric, definition, source, period, team_class, sector, unit, counting
    )
),

steps as (
    select
        'headline_moved' as gate,
        source,
        vintage,
        previous_vintage,
        is_latest,
        concat_ws(' ', metric, definition, team_class, sector, unit) as subject,
        period,
        previous_value as before,
        value as after,
        previous_n as n_before,
        previous_ci_low as ci_low,
        previous_ci_high as ci_high
    from {{ ref('headline_history') }}
    union all
    select
        'headline_moved_since_publication' as gate,
        before.source,
        after.vintage,
        before.vintage as previous_vintage,
        true as is_latest,
        concat_ws(' ', before.metric, before.definition, before.team_class, before.sector, before.unit) as subject,
        before.period,
        before.value as before,
        after.value as after,
        before.n as n_before,
        before.ci_low,
        before.ci_high
    from published as before
    left join {{ ref('headline_history') }} as after
        on
            {{ same_cell('before', 'after', 'metric, definition, source, period, team_class, sector, unit, counting') }}
            and after.is_latest
)

-- A change is a multiple of the distance from the earlier value to the end of its interval on that side. It is null if
-- there is no such end, as for a doubling time whose slope may be zero.
select
    * exclude (ci_low, ci_high),
    case
        when after = before then 0
        when after > before and ci_high > before then (after - before) / (ci_high - before)
        when after < before and ci_low < before then (before - after) / (before - ci_low)
    end as change
from steps
-- A doubling time has no value where compute does not grow.
where before is not null
