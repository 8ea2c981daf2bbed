-- The type of the highest priority decides for an organisation of several types.
with typed as (
    {{ unnest_rows(ref('stg_ror__organizations'), 'ror_id', 'types', 'ror_type') }}
),

sectored as (
    select
        typed.ror_id,
        sectors.sector,
        sectors.priority,
        row_number() over (
            partition by typed.ror_id order by sectors.priority, sectors.sector, typed.ror_type
        ) as choice
    from typed
    inner join {{ ref('ror_type_sector') }} as sectors on lower(typed.ror_type) = sectors.ror_type
)

select ror_id, sector, priority
from sectored
where choice = 1
