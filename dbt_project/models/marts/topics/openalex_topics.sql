with listed as (
    {{ unnest_rows(ref('stg_openalex__works'), 'paper_id, paper_key, vintage', 'topics', 'openalex') }}
)

select
    listed.paper_id,
    listed.vintage,
    listed.openalex.id as openalex_topic_id,
    listed.openalex.display_name as openalex_topic,
    listed.openalex.score as score,
    topic_map.topic,
    tags.topic is not null as is_tagged
from listed
left join {{ ref('openalex_topic_map') }} as topic_map on listed.openalex.id = topic_map.openalex_topic_id
left join {{ ref('int_works__topics') }} as tags
    on listed.paper_key = tags.work_key and tags.entity = 'papers' and topic_map.topic = tags.topic
