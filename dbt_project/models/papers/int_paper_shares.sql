with works as (
    select
        definition,
        source,
        vintage,
        venue,
        period,
        period_start,
        period_end,
        team_class as of_class,
        has_industry,
        count(*) as works
    from {{ ref('int_papers__periods') }}
    where definition <> 'accepted_left_out'
    group by all
),

counts as (
    select
        works.* exclude (of_class, has_industry, works),
        shares.metric,
        shares.team_class,
        coalesce(sum(works) filter (where of_class <> 'unknown'), 0) as n,
        coalesce(sum(works) filter (where {{ counts_in('team_class', 'of_class', 'has_industry') }}), 0) as k,
        coalesce(sum(works) filter (where of_class = 'unknown'), 0) as n_unknown
    from works
    cross join {{ team_shares() }}
    group by all
)

select
    *,
    unnest(share_of_counts(k, n, n_unknown)),
    'share' as unit,
    'wilson' as ci_method
from counts
