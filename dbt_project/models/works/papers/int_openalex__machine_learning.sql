-- A topic in the subfield of artificial intelligence (1702) or of computer vision (1707).
with topics as (
    {{ unnest_rows(ref('stg_openalex__works'), 'paper_key', 'topics', 'topic') }}
)

select distinct paper_key
from topics
where topic.subfield.id in ('https://openalex.org/subfields/1702', 'https://openalex.org/subfields/1707')
