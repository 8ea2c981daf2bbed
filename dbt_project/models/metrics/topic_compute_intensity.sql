select * from {{ ref('int_topic_compute') }}
union all by name
select * from {{ ref('int_topic_accelerators') }}
