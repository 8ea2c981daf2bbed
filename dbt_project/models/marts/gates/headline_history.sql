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
    inner join {{ ref('headline_number') }} as headlines
        on
            history.metric = headlines.metric
            and history.definition = headlines.definition
            and history.unit = headlines.unit
            and coalesce(history.team_class, '') = coalesce(headlines.team_class, '')
            and coalesce(history.sector, '') = coalesce(headlines.sector, '')
    left join {{ ref('int_periods') }} as years on history.period = years.period and years.is_year
    where
        history.period = case when headlines.period = 'year' then years.period else headlines.period end
        and history.topic is null
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
