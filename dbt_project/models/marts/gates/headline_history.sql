-- The headline numbers of every vintage, each with its value in the vintage before.
with numbers as (
    select
        history.* exclude (valid_to, is_latest),
        row_number() over (
            partition by
                history.metric, history.definition, history.source, history.period, history.team_class,
                history.sector, history.unit, history.counting
            order by history.vintage desc
        ) = 1 as is_latest
    from {{ ref('metrics') }} as history
    inner join {{ ref('int_gates__headlines') }} as headlines
        on
            history.metric = headlines.metric
            and history.definition = headlines.definition
            and history.unit = headlines.unit
            and history.period = headlines.period
            and history.team_class is not distinct from headlines.team_class
            and history.sector is not distinct from headlines.sector
    where
        history.topic is null
        and history.country is null
        and history.region is null
        and history.venue is null
        and not history.suppressed
)

select
    metric,
    definition,
    source,
    period,
    team_class,
    sector,
    unit,
    counting,
    vintage,
    is_latest,
    value,
    ci_low,
    ci_high,
    n,
    {% for column in ['vintage', 'value', 'ci_low', 'ci_high', 'n'] -%}
    lag({{ column }}) over (
        partition by metric, definition, source, period, team_class, sector, unit, counting
        order by vintage
    ) as previous_{{ column }} {{- ',' if not loop.last }}
    {% endfor %}
from numbers
