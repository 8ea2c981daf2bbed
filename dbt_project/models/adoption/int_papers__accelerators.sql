-- A work without an abstract is unknown.
with found as (
    select
        work_key,
        bool_or(kind = 'accelerator') as has_accelerator,
        bool_or(kind = 'abstract') as has_abstract
    from {{ ref('int_works__tags') }}
    where entity = 'papers' and kind in ('abstract', 'accelerator')
    group by work_key
)

select
    works.work_key as paper_key,
    found.has_accelerator
from {{ ref('int_works__texts') }} as works
left join found on works.work_key = found.work_key
where works.entity = 'papers'
