-- The publisher's standard analysis leaves out planned, doubtful and duplicate clusters, but also
-- decommissioned ones. Without decommissioned clusters, Summit would be missing in the years of its
-- operation, so the default keeps them.
{{ config(materialized='ephemeral') }}

with counted as (
    select
        clusters.*,
        owners.owner_class as public_owner,
        not is_excluded and status <> 'planned' and (
            is_in_standard_analysis
            or (status = 'decommissioned' and is_single_cluster and is_certain and not is_possible_duplicate)
        ) as has_operated,
        not is_excluded and status <> 'planned' and is_in_standard_analysis as is_standard
    from {{ ref('stg_clusters__clusters') }} as clusters
    left join {{ ref('compute_owner') }} as owners on clusters.sector = 'public' and clusters.owner = owners.owner
),

-- Some upgrades are named only by the earlier phase, others only by the later one.
replaced as (
    select
        earlier.cluster_id,
        min(later.first_operational_date) as replaced_date
    from counted as earlier
    inner join counted as later
        on
            earlier.source = later.source
            and earlier.vintage = later.vintage
            and (earlier.superseded_by = later.name or later.builds_upon = earlier.name)
    where later.has_operated
    group by earlier.cluster_id
)

select
    'clusters_in_place' as definition,
    counted.source,
    counted.vintage,
    counted.cluster_id,
    counted.sector,
    counted.public_owner,
    counted.first_operational_date,
    -- A cluster that was shut down on an unknown day has an unknown size in every year.
    case when counted.status <> 'decommissioned' or counted.decommissioned_date is not null
        then counted.operations_16_bit end as operations_16_bit,
    least(replaced.replaced_date, counted.decommissioned_date) as end_date
from counted
left join replaced on counted.cluster_id = replaced.cluster_id
where counted.has_operated
{% for definition, condition in [('clusters_operated', 'has_operated'), ('clusters_standard', 'is_standard')] %}
union all
select
    '{{ definition }}',
    source,
    vintage,
    cluster_id,
    sector,
    public_owner,
    first_operational_date,
    operations_16_bit,
    null
from counted
where {{ condition }}
{% endfor %}
