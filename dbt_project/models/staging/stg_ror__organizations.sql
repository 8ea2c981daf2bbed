-- The newest record of each organisation over all dumps.
with ranked as (
    select
        *,
        row_number() over (partition by ror_id order by vintage desc, part desc, snapshot_id desc) as recency
    from {{ source('raw', 'ror_organizations') }}
)

select ror_id, vintage, status, name, types, names, country_code, domains
from ranked
where recency = 1
