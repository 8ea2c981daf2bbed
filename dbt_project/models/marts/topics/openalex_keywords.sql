with listed as (
    {{ unnest_rows(ref('stg_openalex__works'), 'paper_id, paper_key, vintage', 'keywords', 'openalex') }}
),

fitting as (
    select distinct
        phrases.form,
        terms.topic
    from {{ ref('int_topics__phrases') }} as phrases
    inner join {{ ref('topic_term') }} as terms on phrases.term = terms.term
    where not terms.is_exclusion
)

select
    listed.paper_id,
    listed.vintage,
    listed.openalex.id as openalex_keyword_id,
    listed.openalex.display_name as openalex_keyword,
    listed.openalex.score as score,
    fitting.topic,
    tags.topic is not null as is_tagged
from listed
left join fitting on trim({{ spaced('listed.openalex.display_name') }}) = fitting.form
left join {{ ref('int_works__topics') }} as tags
    on listed.paper_key = tags.work_key and tags.entity = 'papers' and fitting.topic = tags.topic
