select
    entity,
    work_key,
    name as topic,
    in_head,
    in_abstract,
    -- A work of several topics counts once in total, in equal parts.
    1.0 / count(*) over (partition by entity, work_key) as share
from {{ ref('int_works__tags') }}
-- A reduced list may name a topic that we no longer have.
where kind = 'topic' and name in (select topic from {{ ref('topic') }})
