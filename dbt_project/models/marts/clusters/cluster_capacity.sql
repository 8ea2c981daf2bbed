select
    definition,
    source,
    vintage,
    year,
    unnest([
        { sector: 'private', n: n_private, operations_per_second: operations_private },
        { sector: 'public', n: n_public, operations_per_second: operations_public },
        { sector: 'public_private', n: n_public_private, operations_per_second: operations_public_private },
        { sector: 'unknown', n: n_unknown_sector, operations_per_second: operations_unknown }
    ], recursive := true)
from {{ ref('int_cluster_capacity') }}
