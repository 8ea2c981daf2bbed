select
    entity, work_key,
    name as topic,
    in_head, in_abstract,
    -- A work of several topics counts once in total, in equal parts.
    1.0 / count(*) over (partition by entity, work_key) as share
from {{ ref('int_works__tags') }}
where kind = 'topic'
