{{ config(materialized='view') }}

{% for source, rank in paper_lists().items() -%}
select
    paper_id, paper_key,
    'lists' as source,
    listed_by,
    {{ rank }} as source_rank,
    vintage, snapshot_id, is_latest,
    {{ present_key('venue') }} as venue,
    year, title, status, author, aff, doi, keywords, abstract, tags, track, affiliations_are
from {{ ref('stg_' ~ source ~ '__papers') }}
{{ 'union all' if not loop.last }}
{% endfor %}
