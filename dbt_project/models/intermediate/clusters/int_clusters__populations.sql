-- The publisher's standard analysis leaves out planned, doubtful and duplicate clusters, but also
-- decommissioned ones. Without those, Summit would be missing in the years of its operation, so the default
-- keeps them.
with counted as (
    select
        *,
        not is_excluded and status <> 'planned' and (
            is_in_standard_analysis
            or (status = 'decommissioned' and is_single_cluster and is_certain and not is_possible_duplicate)
        ) as has_operated,
        not is_excluded and status <> 'planned' and is_in_standard_analysis as is_standard
    from {{ ref('stg_clusters__clusters') }}
)

select 'clusters_operated' as definition, source, vintage, cluster_id, sector, first_operational_date, operations_16_bit
from counted
where has_operated
union all
select 'clusters_standard', source, vintage, cluster_id, sector, first_operational_date, operations_16_bit
from counted
where is_standard
