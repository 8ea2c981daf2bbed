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
    cast(null as varchar),
    title_key
from {{ ref('stg_openreview__notes') }}
where year is not null
