select
    definition,
    source,
    vintage,
    list,
    country,
    region,
    cast(systems as bigint) as systems,
    cast(academic_systems as bigint) as academic_systems,
    rmax_tflops,
    academic_rmax_tflops,
    academic_rmax_tflops / rmax_tflops as academic_share,
    academic_rmax_tflops / max(case when coalesce(country, region) is null then academic_rmax_tflops end) over (
        partition by definition, list
    ) as share_of_academic,
    academic_power_kw,
    cast(academic_systems_with_power as bigint) as academic_systems_with_power,
    list = max(list) over () as is_newest
from {{ ref('int_academic_hpc') }}
