-- The middle of the known month or year replaces the missing day, so that the nearest vintage can be found.
with figures as (
    select
        *,
        cast(
            case length(published)
                when 4 then published || '-07-01'
                when 7 then published || '-15'
                else published
            end as date
        ) as published_near
    from {{ ref('published_figure') }}
),

candidates as (
    select
        comparisons.figure,
        comparisons.metric,
        comparisons.definition,
        comparisons.source,
        comparisons.period,
        comparisons.team_class,
        comparisons.measure,
        metrics.vintage,
        case comparisons.measure
            when 'k' then cast(metrics.k as double) when 'ratio' then pow(10, metrics.value) else metrics.value
        end as value,
        metrics.n,
        {% for end in ['ci_low', 'ci_high'] -%}
        case comparisons.measure when 'value' then metrics.{{ end }} when 'ratio' then pow(10, metrics.{{ end }}) end
            as {{ end }},
        {% endfor -%}
        row_number() over (
            partition by comparisons.figure, comparisons.definition, comparisons.period
            order by
                abs(date_diff('day', metrics.vintage, coalesce(figures.data_on, figures.published_near))),
                metrics.vintage
        ) as nearness,
        row_number() over (
            partition by comparisons.figure, comparisons.definition, comparisons.period
            order by metrics.vintage desc
        ) as recency
    from {{ ref('published_comparison') }} as comparisons
    inner join figures on comparisons.figure = figures.figure
    inner join {{ ref('metrics') }} as metrics
        on {{ same_cell('comparisons', 'metrics', 'metric, definition, source, period, team_class, country, venue') }}
    where
        coalesce(metrics.sector, metrics.topic, metrics.region) is null
        and metrics.counting = 'full'
        and not metrics.suppressed
)

select
    figures.figure,
    figures.paper_id,
    figures.statement,
    figures.value as published_value,
    figures.unit,
    figures.published,
    figures.source as published_by,
    figures.evidence,
    figures.confidence,
    comparisons.metric,
    comparisons.definition,
    comparisons.source,
    comparisons.period,
    comparisons.team_class,
    comparisons.country,
    comparisons.venue,
    comparisons.measure,
    comparisons.in_paper,
    nearest.vintage as nearest_vintage,
    nearest.value as nearest_value,
    nearest.n as nearest_n,
    nearest.ci_low as nearest_ci_low,
    nearest.ci_high as nearest_ci_high,
    latest.vintage as latest_vintage,
    latest.value as latest_value,
    latest.n as latest_n,
    latest.ci_low as latest_ci_low,
    latest.ci_high as latest_ci_high,
    case
        when comparisons.figure is null then figures.not_recomputed
        when latest.figure is null then 'Too few records, or no list, to recompute it.'
        else comparisons.reason
    end as reason
from figures
left join {{ ref('published_comparison') }} as comparisons on figures.figure = comparisons.figure
left join candidates as nearest
    on {{ same_cell('comparisons', 'nearest', 'figure, definition, period') }} and nearest.nearness = 1
left join candidates as latest
    on {{ same_cell('comparisons', 'latest', 'figure, definition, period') }} and latest.recency = 1
