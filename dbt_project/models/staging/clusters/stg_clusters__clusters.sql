select
    raw.snapshot_id || ':' || cast(raw.source_row as varchar) as cluster_id,
    'clusters' as source,
    raw.vintage,
    raw.snapshot_id,
    raw.name,
    case lower(raw.sector)
        when 'private' then 'private'
        when 'public' then 'public'
        when 'public/private' then 'public_private'
    end as sector,
    raw.owner,
    lower(raw.status) as status,
    raw.first_operational_date,
    raw.operations_16_bit,
    -- A date without a day is the 15th, and a date without a month is 1 July.
    coalesce(
        try_cast(raw.decommissioned_date as date),
        try_cast(raw.decommissioned_date || '-15' as date),
        try_cast(raw.decommissioned_date || '-07-01' as date)
    ) as decommissioned_date,
    raw.superseded_by,
    raw.builds_upon,
    lower(coalesce(raw.in_standard_analysis, '')) = 'true' as is_in_standard_analysis,
    lower(coalesce(raw.possible_duplicate, '')) = 'true' as is_possible_duplicate,
    lower(coalesce(raw.exclude, '')) in ('true', '1') as is_excluded,
    lower(coalesce(raw.single_cluster, '')) = 'yes' as is_single_cluster,
    lower(coalesce(raw.certainty, '')) in ('confirmed', 'likely') as is_certain
from {{ source('raw', 'clusters_clusters') }} as raw
inner join ({{ kept_files('clusters_clusters') }}) as files on raw.snapshot_id = files.snapshot_id
