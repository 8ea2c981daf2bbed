-- Only the latest vintage counts. In a row of a region, only models with an organisation
-- in the region count.
with newest as (
    select *
    from {{ ref('int_models__periods') }}
    where definition in {{ definitions_of('topic_compute_intensity') }}
    qualify vintage = max(vintage) over (partition by source)
),

regions as (
    select distinct
        model_id,
        region
    from {{ ref('int_models__countries') }}
    where country_code is not null
),

tagged as (
    select newest.*, tags.topic, newest.model_id in (select model_id from regions) as is_located
    from newest
    inner join {{ ref('int_works__topics') }} as tags
        on {{ text_id('newest.model_id') }} = tags.work_key and tags.entity = 'models'
),

members as (
    select
        *,
        cast(null as varchar) as region
    from tagged
    union all
    select
        tagged.*,
        regions.region
    from tagged
    inner join regions on tagged.model_id = regions.model_id
    where not tagged.is_year and regions.region <> 'elsewhere'
),

topics as (
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        region,
        topic,
        count(*) as n,
        count(*) filter (where not is_located) as unlocated,
        bootstrap_median(list(log10_flop order by log10_flop), {{ bootstrap_seed() }}) as median
    from members
    group by all
)

select
    * exclude (unlocated, median),
    -- A model without a known country may belong to any region.
    case
        when region is null then 0
        else max(unlocated) filter (where region is null) over (partition by source, period, topic)
    end as n_unknown,
    unnest(median),
    'log10_flop' as unit,
    {{ seeded('bootstrap_percentile') }} as ci_method
from topics
