-- One row for each estimate, by the contract of metrics.md section 1. A model of models/metrics has one metric, and the
-- models of shares of papers name theirs. They have the columns of the contract that they need.
with estimates as (
    {% for metric in var('metrics') -%}
    select '{{ metric }}' as metric, * from {{ ref(metric) }}
    union all by name
    {% endfor -%}
    select * from {{ ref('int_paper_shares') }}
    union all by name
    select * from {{ ref('int_paper_country_shares') }}
    union all by name
    select * from {{ ref('int_topic_shares') }}
    union all by name
    select * from {{ ref('int_paper_adjusted_shares') }}
    union all by name
    select * from {{ ref('int_paper_fixed_venues') }}
    union all by name
    select * from {{ ref('int_field_shares') }}
),

-- Venues and periods with a list of ICADL2024 among the newest ones; all of its venues together are null.
icadl_lists as (
    select distinct lists.venue, periods.period
    from (
        select distinct papers.venue, papers.year
        from {{ ref('int_papers') }} as papers
        where papers.source = 'lists' and papers.is_latest and papers.listed_by = 'ICADL2024'
    ) as lists
    inner join (
        select period, first_year, last_year from {{ ref('int_periods') }}
        union
        select period, year(period_start), year(period_end) from {{ ref('int_field_shares') }}
    ) as periods on lists.year between periods.first_year and periods.last_year
),

completed as (
    select
        * replace (coalesce(counting, 'full') as counting, coalesce(is_shown, n >= {{ smallest_n() }}) as is_shown),
        topic in (
            select topic from {{ ref('int_topic_accuracy') }} where split = 'test' and is_imprecise and topic is not null
        ) as is_imprecise,
        (topic is not null or metric in ('academic_share_on_intensity', 'intensity_gap')) and (source, period) in (
            select (source, period) from {{ ref('topic_text_coverage') }} where venue is null and value < 0.1
        ) as is_by_title,
        venue is null and not regexp_matches(definition, '_(fixed_venues|same_weights|field)$') as is_pooled,
        source = 'lists' and period in (
            select period from icadl_lists where venue = coalesce(estimates.venue, venue)
        ) as is_icadl,
        -- The lists add works to a year for three years after its end: in the third year it was still incomplete, after
        -- that it was complete in the median (backfill_by_age). On an old list, the newest one of the source decides.
        coalesce(date_diff('day', period_end, max(vintage) over (partition by source)) < 1096, false) as is_filling
    from estimates
)

select
    estimates.metric, estimates.definition, estimates.source, estimates.vintage, estimates.period,
    estimates.period_start, estimates.period_end, estimates.team_class, estimates.sector, estimates.topic,
    estimates.country, estimates.region, estimates.venue, estimates.counting,
    case when estimates.is_shown then estimates.value end as value,
    estimates.unit,
    cast(estimates.n as bigint) as n,
    -- A sum of fractions is not a count; its share is still k / n.
    case when estimates.is_shown and estimates.counting = 'full' then cast(estimates.k as bigint) end as k,
    cast(estimates.n_unknown as bigint) as n_unknown,
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
    coalesce(
        list_sort(list_filter(
            metrics.caveats,
            lambda caveat: case caveat
                when 'still_filling' then estimates.is_filling
                when 'label_rule' then not {{ is_classed('estimates.definition') }}
                when 'base_model' then regexp_matches(estimates.definition, '^(from_scratch|adapted)')
                when 'missing_compute' then metrics.metric_id <> 'M8' or estimates.definition = 'notable_compute_known'
                when 'topic_precision' then coalesce(estimates.is_imprecise, false)
                when 'topics_by_title' then estimates.is_by_title
                when 'error_rates' then estimates.definition = 'accepted_adjusted'
                when 'fixed_topics' then regexp_matches(estimates.definition, '^(foundation|scrutiny)')
                when 'scrutiny_topics' then starts_with(estimates.definition, 'scrutiny')
                when 'seat_country' then coalesce(estimates.country, estimates.region) is not null or metrics.metric_id = 'M10c3'
                when 'award_requests' then contains(estimates.definition, 'award')
                when 'hpc_linpack' then contains(estimates.definition, 'hpc')
                when 'field_model' then estimates.definition = 'accepted_field'
                when 'venue_panel' then estimates.definition = 'accepted_fixed_venues'
                when 'venue_mix' then estimates.is_pooled
                when 'icadl_companies' then coalesce(estimates.is_icadl, false)
                else true
            end
        )),
        []
    ) as caveats,
    -- Lists that are newer than the row have none of its cases.
    coalesce(
        list_filter(pooled.vintages, lambda listed: listed <= cast(estimates.vintage as varchar)),
        [cast(estimates.vintage as varchar)]
    ) as vintages,
    pooled.n_lists,
    -- An estimate is valid until the next vintage that supports the metric and definition. It does not end
    -- because a later vintage lacks its list. A list of one venue and year has its own vintages.
    coalesce(min(estimates.vintage) over later, date '9999-12-31') as valid_to,
    min(estimates.vintage) over later is null as is_latest
from completed as estimates
left join {{ ref('int_metrics') }} as metrics on estimates.metric = metrics.metric
left join {{ ref('int_pooled_vintages') }} as pooled
    on
        estimates.source = pooled.source
        and estimates.period = pooled.period
        and estimates.venue is null
        and pooled.pool = case estimates.definition
            when 'accepted_fixed_venues' then 'fixed' when 'accepted_field' then 'field' else 'pooled'
        end
window later as (
    partition by
        estimates.metric, estimates.definition, estimates.source, estimates.venue,
        case when estimates.venue is not null then estimates.period end
    order by estimates.vintage range between interval 1 day following and unbounded following
)
