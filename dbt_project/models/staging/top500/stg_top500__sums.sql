-- A list does not change, so all files are one vintage. Of two files with a list, the newer one counts.
with files as (
    select
        list,
        snapshot_id
    from {{ source('raw', 'top500_sums') }}
    group by list, snapshot_id, vintage
    qualify row_number() over (partition by list order by vintage desc, snapshot_id desc) = 1
)

select
    'top500' as source,
    max(raw.vintage) over () as vintage,
    raw.list,
    raw.segment,
    raw.accelerated,
    raw.country,
    raw.systems,
    raw.rmax_tflops,
    raw.power_kw,
    raw.systems_with_power
from {{ source('raw', 'top500_sums') }} as raw
inner join files on raw.list = files.list and raw.snapshot_id = files.snapshot_id
