-- n_unknown counts the papers of the field without a known class, most of them on no list.
with papers as (
    select spans.period, sum(editions.accepted) as papers, max(works.vintage) as vintage
    from {{ ref('int_field_spans') }} as spans
    inner join {{ ref('int_field_editions') }} as editions on editions.year between spans.first_year and spans.last_year
    cross join (select max(vintage) as vintage from {{ ref('int_field_works') }}) as works
    group by all
)

select
    estimates.metric,
    'accepted_field' as definition,
    'lists' as source,
    papers.vintage,
    estimates.period,
    spans.period_start,
    coalesce(spans.period_end, papers.vintage) as period_end,
    estimates.team_class,
    cast(estimates.n as bigint) as n,
    cast(greatest(papers.papers - estimates.n, 0) as bigint) as n_unknown,
    estimates.value,
    estimates.ci_low,
    estimates.ci_high,
    estimates.value is not null as is_shown,
    'share' as unit,
    'field_predictive' as ci_method
from {{ ref('int_field_estimates') }} as estimates
inner join {{ ref('int_field_spans') }} as spans on estimates.period = spans.period
inner join papers on estimates.period = papers.period
