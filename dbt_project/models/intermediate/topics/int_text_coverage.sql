{% set place = 'definition, source, vintage, venue, period, period_start, period_end' %}

with keywords as (
    select work_key as paper_id
    from {{ ref('int_works__texts') }}
    where entity = 'papers' and length(trim(keywords)) > 0
)

select
    {{ place }},
    count(*) as n,
    count(*) filter (where abstracts.has_accelerator is not null or keywords.paper_id is not null) as k
from {{ ref('int_papers__periods') }} as periods
inner join {{ ref('int_papers__accelerators') }} as abstracts on periods.paper_id = abstracts.paper_id
left join keywords on periods.paper_id = keywords.paper_id
where definition = 'accepted'
group by {{ place }}
