-- Whole numbers are added first, so that few fractions are added in a fixed order.
with shares as (
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        topic,
        is_area,
        team_class,
        has_industry,
        share,
        sum(works) as works
    from {{ ref('int_topic_cells') }}
    group by all
)

select
    shares.* exclude (has_industry, share, works),
    cast(sum(works) as bigint) as works,
    cast(coalesce(sum(works) filter (where has_industry), 0) as bigint) as industry_works,
    sum(works * share order by share, has_industry) as fraction,
    coalesce(sum(works * share order by share) filter (where has_industry), 0) as industry_fraction
from shares
group by all
