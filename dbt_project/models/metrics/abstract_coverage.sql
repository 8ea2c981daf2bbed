with counts as (
    select
        definition,
        source,
        vintage,
        venue,
        period,
        period_start,
        period_end,
        count(*) as n,
        count(*) filter (where has_abstract) as k,
        0 as n_unknown
    from {{ ref('int_adoption_members') }}
    where definition = 'accepted'
    group by all
)

select
    *,
    unnest(share_of_counts(k, n, n_unknown)),
    'share' as unit,
    'wilson' as ci_method
from counts
