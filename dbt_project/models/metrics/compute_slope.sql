-- Topics of 20 works and 5 models in a fixed period, with the newest compute of their models.
with cells as (
    select *
    from {{ ref('int_topic_join') }}
    where is_fitted and period <> 'all'
    qualify compute_vintage = max(compute_vintage) over (partition by source, vintage)
),

panels as (
    select
        'topic_effects' as definition,
        source,
        vintage,
        'all' as period,
        min(period_start) as period_start,
        max(period_end) as period_end,
        'academic_only' as team_class,
        sum(n) as n,
        sum(n_unknown) as n_unknown,
        slope_within_topics(
            list(struct_pack(
                topic := topic,
                period := period,
                log10_flop := intensity,
                share := academic_share,
                works := n
            ) order by topic, period),
            {{ bootstrap_seed() }}
        ) as slope
    from cells
    group by source, vintage
)

select
    * exclude (slope),
    unnest(slope),
    'share_gap' as unit,
    'sign_flips_of_topics' as ci_method,
    slope.ci_low is not null as is_shown
from panels
