-- Only the latest vintage counts.
with newest as (
    select *
    from {{ ref('int_models__periods') }}
    where definition in {{ definitions_of('topic_compute_intensity') }}
    qualify vintage = max(vintage) over (partition by source)
),

topics as (
    select
        newest.definition,
        newest.source,
        newest.vintage,
        newest.period,
        newest.period_start,
        newest.period_end,
        tags.topic,
        count(*) as n,
        bootstrap_median(list(newest.log10_flop order by newest.log10_flop), {{ bootstrap_seed() }}) as median
    from newest
    inner join {{ ref('int_works__topics') }} as tags
        on {{ text_id('newest.model_id') }} = tags.work_key and tags.entity = 'models'
    group by all
)

select
    * exclude (median),
    0 as n_unknown,
    unnest(median),
    'log10_flop' as unit,
    {{ seeded('bootstrap_percentile') }} as ci_method
from topics
