-- What outside lists say that a venue published, one list beside the other.
select
    'dblp' as listing,
    record_id,
    vintage,
    venue,
    year,
    doi,
    title_key
from {{ ref('stg_dblp__records') }}
where is_main
union all
select
    'openreview',
    note_id,
    vintage,
    venue,
    year,
    cast(null as {{ dbt.type_string() }}),
    title_key
from {{ ref('stg_openreview__notes') }}
where year is not null
