{#
The estimates of a subject, by the contract of docs/metrics.md section 1: the metrics of vars.yml with this subject, and
the models in `also`, which name their metric. A model has the columns of the contract that it needs. `of_papers` says
that an estimate may rest on several lists of papers.
#}
{% macro metrics_of(subject, also=[], of_papers=false) -%}
with estimates as (
    {% set names = [] -%}
    {% for name, words in var('metrics').items() if words.subject == subject -%}
    {% do names.append("select '" ~ name ~ "' as metric, * from " ~ ref(name)) -%}
    {% endfor -%}
    {% for model in also -%}
    {% do names.append('select * from ' ~ ref(model)) -%}
    {% endfor -%}
    {{ names | join('\n    union all by name\n    ') }}
),

-- Columns that no model of the subject has are null.
every_column as (
    select * from estimates
    union all by name
    {% if subject == 'papers' -%}
    select
        * replace (
            'paper_team_share' as metric,
            'no_company' as team_class,
            n - k as k,
            1 - value as value,
            1 - ci_high as ci_low,
            1 - ci_low as ci_high,
            1 - bound_high as bound_low,
            1 - bound_low as bound_high
        )
    from estimates
    where metric = 'any_industry_share'
    union all by name
    {% endif -%}
    select
        cast(null as varchar) as team_class,
        cast(null as varchar) as sector,
        cast(null as varchar) as topic,
        cast(null as varchar) as country,
        cast(null as varchar) as region,
        cast(null as varchar) as venue,
        cast(null as varchar) as counting,
        cast(null as double) as k,
        cast(null as double) as n_unknown,
        cast(null as double) as bound_low,
        cast(null as double) as bound_high,
        cast(null as double) as ci_low,
        cast(null as double) as ci_high,
        cast(null as varchar) as ci_method,
        cast(null as double) as effective_n,
        cast(null as double) as degrees,
        cast(null as double) as nominal_low,
        cast(null as double) as nominal_high,
        cast(null as boolean) as is_shown
    where false
),

{% if of_papers -%}
-- Venues and periods with a list of ICADL2024 among the newest ones; all of its venues together are null.
icadl_lists as (
    select distinct
        lists.venue,
        periods.period
    from (
        select distinct
            papers.venue,
            papers.year
        from {{ ref('int_papers') }} as papers
        where papers.source = 'lists' and papers.is_latest and papers.listed_by = 'ICADL2024'
    ) as lists
    inner join (
        select period, first_year, last_year from {{ ref('int_periods') }}
        union
        select period, year(period_start), year(period_end) from {{ ref('int_field_shares') }}
    ) as periods on lists.year between periods.first_year and periods.last_year
),

{% endif -%}
completed as (
    select
        * replace (coalesce(counting, 'full') as counting, coalesce(is_shown, n >= {{ smallest_n() }}) as is_shown),
        {% if subject == 'topics' -%}
        topic in (
            select topic from {{ ref('int_topic_accuracy') }} where split = 'test' and is_imprecise and topic is not null
        ) as is_imprecise,
        (topic is not null or metric = 'intensity_gap') and (source, period) in (
            select (source, period) from {{ ref('int_text_coverage') }} where venue is null and 10 * k < n
        ) as is_by_title,
        {% else -%}
        false as is_imprecise,
        false as is_by_title,
        {% endif -%}
        {% if of_papers -%}
        source = 'lists' and period in (
            select period from icadl_lists where venue = coalesce(estimates.venue, venue)
        ) as is_icadl,
        {% else -%}
        false as is_icadl,
        {% endif -%}
        -- The lists add works to a year for three years after its end: in the third year it was still incomplete, after
        -- that it was complete in the median (evidence.md, M18). On an old list, the newest one of the source decides.
        -- Nobody says that a list of one's own will grow.
        source <> 'own_models'
        and coalesce(date_diff('day', period_end, max(vintage) over (partition by source)) < 1096, false) as is_filling
    from every_column as estimates
    -- What vars.yml names is published, and nothing else.
    where (metric, definition) in (select (metric, item) from {{ ref('int_metric_lists') }} where list = 'definitions')
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
    cast(estimates.n as bigint) as n,
    -- A sum of fractions is not a count; its share is still k / n.
    case when estimates.is_shown and estimates.counting = 'full' then cast(estimates.k as bigint) end as k,
    cast(estimates.n_unknown as bigint) as n_unknown,
    case when estimates.is_shown then estimates.bound_low end as bound_low,
    case when estimates.is_shown then estimates.bound_high end as bound_high,
    case when estimates.is_shown and {{ has_interval('estimates.degrees') }} then estimates.ci_low end as ci_low,
    case when estimates.is_shown and {{ has_interval('estimates.degrees') }} then estimates.ci_high end as ci_high,
    0.95 as ci_level,
    estimates.ci_method,
    case when estimates.is_shown then estimates.effective_n end as effective_n,
    case when estimates.is_shown then estimates.degrees end as degrees,
    case when estimates.is_shown then estimates.nominal_low end as nominal_low,
    case when estimates.is_shown then estimates.nominal_high end as nominal_high,
    not estimates.is_shown as suppressed,
    -- A caveat of the metric that is bound to facts needs one of them (seed caveat_fact).
    list_sort(list_transform(
        list_filter(
            metrics.caveats,
            lambda caveat: (estimates.source <> 'own_models' or not caveat.is_of_publisher)
            and (caveat.facts is null or list_has_any(caveat.facts, list_concat(definitions.facts, [
                if(estimates.is_filling, 'filling', null),
                if(estimates.is_imprecise, 'imprecise topic', null),
                if(estimates.is_by_title, 'topics by title', null),
                if(estimates.is_icadl, 'list of ICADL2024', null),
                if(estimates.team_class = 'academic_only', 'academic_only', null),
                if(coalesce(estimates.country, estimates.region) is not null, 'by country', null),
                if(estimates.venue is null and definitions.venues is null, 'venues pooled', null)
            ])))
        ),
        lambda caveat: caveat.caveat
    )) as caveats,
    {% if of_papers -%}
    -- Lists that are newer than the row have none of its cases.
    coalesce(
        list_filter(pooled.vintages, lambda listed: listed <= cast(estimates.vintage as varchar)),
        [cast(estimates.vintage as varchar)]
    ) as vintages,
    pooled.n_lists,
    {% else -%}
    [cast(estimates.vintage as varchar)] as vintages,
    cast(null as bigint) as n_lists,
    {% endif -%}
    -- An estimate is valid until the next vintage that supports the metric and definition. It does not end
    -- because a later vintage lacks its list. A list of one venue and year has its own vintages.
    coalesce(min(estimates.vintage) over later, date '9999-12-31') as valid_to,
    min(estimates.vintage) over later is null as is_latest
from completed as estimates
inner join {{ ref('int_metric_caveats') }} as metrics on estimates.metric = metrics.metric
inner join {{ ref('int_definitions') }} as definitions on estimates.definition = definitions.definition
{% if of_papers -%}
left join {{ ref('int_pooled_vintages') }} as pooled
    on
        estimates.source = pooled.source
        and estimates.period = pooled.period
        and estimates.venue is null
        and pooled.pool = if(definitions.venues in ('panel', 'field'), definitions.venues, 'pooled')
{% endif -%}
window later as (
    partition by
        estimates.metric, estimates.definition, estimates.source, estimates.venue,
        case when estimates.venue is not null then estimates.period end
    order by estimates.vintage range between interval 1 day following and unbounded following
)
{%- endmacro %}
