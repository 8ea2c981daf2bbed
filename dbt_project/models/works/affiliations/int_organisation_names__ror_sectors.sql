-- The type of the highest priority decides for an organisation of several types.
with typed as (
    select ror_id, unnest(types) as ror_type
    from {{ ref('stg_ror__organizations') }}
)

select typed.ror_id, sectors.sector, sectors.priority
from typed
inner join {{ ref('ror_type_sector') }} as sectors on lower(typed.ror_type) = sectors.ror_type
qualify row_number() over (partition by typed.ror_id order by sectors.priority, sectors.sector, typed.ror_type) = 1
