{{ config(materialized='ephemeral') }}

with keywords as (
    select work_key as paper_key
    from {{ ref('int_works__tags') }}
    where entity = 'papers' and kind = 'keywords'
)

select
    periods.definition,
    periods.source,
    periods.vintage,
    periods.venue,
    periods.period,
    periods.period_start,
    periods.period_end,
    count(*) as n,
    count(*) filter (where abstracts.has_accelerator is not null or keywords.paper_key is not null) as k
from {{ ref('int_papers__periods') }} as periods
inner join {{ ref('int_papers__accelerators') }} as abstracts on periods.paper_key = abstracts.paper_key
left join keywords on periods.paper_key = keywords.paper_key
where periods.definition = 'accepted'
group by all
