-- If two rows share a name, the first one with a performance counts.
with rated as (
    select
        'hardware' as source,
        raw.vintage,
        raw.source_row,
        trim(raw.hardware_name) as hardware_name,
        {{ hardware_key('raw.hardware_name') }} as hardware_key,
        raw.manufacturer,
        raw.type,
        raw.release_date,
        try_cast(regexp_replace(raw.release_price, '[$, ]', '', 'g') as double) as release_price_usd,
        raw.tensor_16_bit_flop_per_second as tensor_16_bit,
        raw.fp16_flop_per_second as fp16,
        raw.fp32_flop_per_second as fp32,
        -- Some devices are 64 times slower with 16 bits than with 32, so no training would use them that way.
        case
            when tensor_16_bit is not null then 'tensor_16_bit'
            when fp16 >= coalesce(fp32, 0) then 'fp16'
            when fp32 is not null then 'fp32'
        end as peak_rule,
        case peak_rule when 'tensor_16_bit' then tensor_16_bit when 'fp16' then fp16 when 'fp32' then fp32 end
            as peak_flop_per_second
    from {{ source('raw', 'hardware_hardware') }} as raw
    inner join ({{ kept_files('hardware_hardware') }}) as files on raw.snapshot_id = files.snapshot_id
)

select
    source,
    vintage,
    hardware_name,
    hardware_key,
    manufacturer,
    type,
    release_date,
    release_price_usd,
    peak_flop_per_second,
    peak_rule
from rated
where hardware_key <> ''
qualify row_number() over (
    partition by vintage, hardware_key order by case when peak_rule is null then 1 else 0 end, source_row
) = 1
