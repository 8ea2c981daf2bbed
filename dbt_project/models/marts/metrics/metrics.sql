-- The mart has one row for each estimate, by the contract of metrics.md section 1.
with estimates as (
    {% for part in ['models', 'clusters', 'papers', 'adoption', 'hub', 'topics'] -%}
    select {{ estimate_columns() }} from {{ ref('int_estimates__' ~ part) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

caveats as (
    {% for is_filling in [true, false] -%}
    {% set outer = loop -%}
    {% for is_imprecise in [true, false] -%}
    {% set middle = loop -%}
    {% for is_pooled in [true, false] -%}
    {% set left_out = (['still_filling'] if not is_filling else [])
        + (['topic_precision'] if not is_imprecise else [])
        + (['venue_mix'] if not is_pooled else []) -%}
    select
        metric,
        {{ is_filling | lower }} as is_filling,
        {{ is_imprecise | lower }} as is_imprecise,
        {{ is_pooled | lower }} as is_pooled,
        coalesce({{ sorted_texts('item', "item not in ('" ~ (left_out + ['']) | join("', '") ~ "')") }}, []) as caveats
    from {{ ref('int_metric_lists') }}
    where list = 'caveats'
    group by metric
    {{ 'union all' if not (loop.last and middle.last and outer.last) }}
    {% endfor %}
    {% endfor %}
    {% endfor %}
),

-- A pooled row of papers rests on every list of its years, and one of fixed venues on those in the panel.
listed as (
    select distinct papers.source, papers.year, papers.vintage, papers.snapshot_id, panel.venue is not null as is_in_panel
    from {{ ref('int_papers') }} as papers
    left join (select * from {{ ref('int_venue_panel') }} where is_in_panel) as panel
        on
            papers.source = panel.source
            and papers.venue = panel.venue
            and papers.year = panel.year
            and papers.vintage = panel.listed_on
    where papers.is_latest and papers.year is not null
),

pooled_vintages as (
    {% for is_fixed in ['true', 'false'] -%}
    select
        listed.source,
        periods.period,
        {{ is_fixed }} as is_fixed,
        list_sort(list(distinct cast(listed.vintage as varchar))) as vintages,
        count(distinct listed.snapshot_id) as n_lists
    from listed
    inner join {{ ref('int_periods') }} as periods on listed.year between periods.first_year and periods.last_year
    where listed.is_in_panel or not {{ is_fixed }}
    group by listed.source, periods.period
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

imprecise_topics as (
    select topic
    from {{ ref('int_topic_accuracy') }}
    where split = 'test' and is_imprecise and topic is not null
)

select
    estimates.metric,
    estimates.definition,
    estimates.source,
    estimates.vintage,
    estimates.period,
    estimates.period_start,
    estimates.period_end,
    estimates.team_class,
    estimates.sector,
    estimates.topic,
    estimates.country,
    estimates.region,
    estimates.venue,
    estimates.counting,
    case when estimates.is_shown then estimates.value end as value,
    estimates.unit,
    estimates.n,
    case when estimates.is_shown then estimates.k end as k,
    estimates.n_unknown,
    case when estimates.is_shown then estimates.bound_low end as bound_low,
    case when estimates.is_shown then estimates.bound_high end as bound_high,
    case when estimates.is_shown then estimates.ci_low end as ci_low,
    case when estimates.is_shown then estimates.ci_high end as ci_high,
    0.95 as ci_level,
    estimates.ci_method,
    case when estimates.is_shown then estimates.effective_n end as effective_n,
    case when estimates.is_shown then estimates.degrees end as degrees,
    case when estimates.is_shown then estimates.nominal_low end as nominal_low,
    case when estimates.is_shown then estimates.nominal_high end as nominal_high,
    not estimates.is_shown as suppressed,
    caveats.caveats,
    coalesce(pooled_vintages.vintages, [cast(estimates.vintage as varchar)]) as vintages,
    pooled_vintages.n_lists
from estimates
left join pooled_vintages
    on
        estimates.source = pooled_vintages.source
        and estimates.period = pooled_vintages.period
        and estimates.venue is null
        and pooled_vintages.is_fixed = (estimates.definition = 'accepted_fixed_venues')
left join imprecise_topics on estimates.topic = imprecise_topics.topic
left join caveats
    on
        estimates.metric = caveats.metric
        and caveats.is_imprecise = (imprecise_topics.topic is not null)
        and caveats.is_pooled = (estimates.venue is null and estimates.definition <> 'accepted_fixed_venues')
        and caveats.is_filling = coalesce({{ is_filling('estimates.period_end', 'estimates.vintage') }}, false)
