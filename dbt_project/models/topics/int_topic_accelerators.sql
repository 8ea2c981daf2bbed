with counts as (
    select
        'accelerator_mentions' as definition,
        source, vintage, period, period_start, period_end, region, topic,
        cast(coalesce(sum(works) filter (where has_accelerator is not null), 0) as bigint) as n,
        cast(coalesce(sum(works) filter (where has_accelerator), 0) as bigint) as k,
        cast(coalesce(sum(works) filter (where has_accelerator is null), 0) as bigint) as without_abstract,
        cast(coalesce(sum(works) filter (where not is_located), 0) as bigint) as unlocated
    from {{ ref('int_topic_cells') }}
    where definition = 'accepted' and not is_area
    group by all
),

-- A work without a known country may belong to any region.
located as (
    select
        * exclude (without_abstract, unlocated),
        without_abstract + case
            when region is null then 0
            else max(unlocated) filter (where region is null) over (partition by source, period, topic)
        end as n_unknown
    from counts
)

select *, unnest(share_of_counts(k, n, n_unknown)), 'share' as unit, 'wilson' as ci_method
from located
where n > 0
