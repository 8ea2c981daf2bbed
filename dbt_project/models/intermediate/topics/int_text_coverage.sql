{% set place = 'definition, source, vintage, venue, period, period_start, period_end' %}

select
    {{ place }},
    count(*) as n,
    count(*) filter (where papers.has_text) as k
from {{ ref('int_papers__periods') }} as periods
inner join (
    select
        work_key,
        length(trim(abstract)) > 0 or length(trim(keywords)) > 0 as has_text
    from {{ ref('int_works__texts') }}
    where entity = 'papers'
) as papers on periods.paper_id = papers.work_key
where definition = 'accepted'
group by {{ place }}
