-- The date of a record decides, and not the order of arrival. Dates exist since schema v2, which replaced v1
-- in 2025.
with latest as (
    select *
    from {{ source('raw', 'ror_organizations') }}
    qualify row_number() over (
        partition by ror_id
        order by part desc, last_modified desc nulls last, vintage desc, snapshot_id desc, source_row
    ) = 1
)

-- A withdrawn record is a mistake or a duplicate, and never was a separate organisation.
select
    ror_id,
    vintage,
    last_modified,
    status,
    name,
    types,
    names,
    country_code
from latest
where coalesce(status, '') != 'withdrawn'
