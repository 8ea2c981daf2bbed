-- Only the latest vintage of each population counts. In a row of a region, only models with an organisation
-- in the region count.
{% set place = 'definition, source, vintage, period, period_start, period_end, region, topic' %}

with newest as (
    select definition, source, max(vintage) as vintage
    from {{ ref('int_models__periods') }}
    where definition in ('all_models_compute_known', 'notable_compute_known')
    group by definition, source
),

tagged as (
    select models.*, tags.topic
    from {{ ref('int_models__periods') }} as models
    inner join newest
        on
            models.definition = newest.definition
            and models.source = newest.source
            and models.vintage = newest.vintage
    inner join {{ ref('int_works__topics') }} as tags
        on {{ text_id('models.model_id') }} = tags.work_key and tags.entity = 'models'
),

regions as (
    select distinct model_id, region
    from {{ ref('int_models__countries') }}
    where country_code is not null
),

placed as (
    select
        tagged.*,
        tagged.model_id in (select model_id from regions) as is_located,
        cast(null as varchar) as region
    from tagged
    union all
    select tagged.*, true, regions.region
    from tagged
    inner join regions on tagged.model_id = regions.model_id
    where not tagged.is_year and regions.region <> 'elsewhere'
),

topics as (
    select
        {{ place }},
        count(*) as n,
        count(*) filter (where not is_located) as unlocated,
        {% for class in known_team_classes() + ['unknown'] -%}
        count(*) filter (where team_class = '{{ class }}') as n_{{ class }},
        {% endfor -%}
        median(log10_flop) as median_log10_flop,
        list(log10_flop order by log10_flop) as log10_flops
    from placed
    group by {{ place }}
),

intervals as (
    select *, bootstrap_median(log10_flops, {{ bootstrap_seed() }}) as median_interval
    from topics
)

select
    {% for column in place.split(', ') -%}
    intervals.{{ column }},
    {% endfor -%}
    intervals.n,
    {% for class in known_team_classes() + ['unknown'] -%}
    intervals.n_{{ class }},
    {% endfor -%}
    -- A model without a known country may belong to any region.
    case when intervals.region is null then 0 else whole.unlocated end as n_unlocated,
    intervals.median_log10_flop,
    intervals.median_interval[1] as ci_low,
    intervals.median_interval[2] as ci_high,
    intervals.n >= {{ smallest_n() }} as is_shown
from intervals
inner join topics as whole
    on whole.region is null and {{ same_cell('intervals', 'whole', 'definition, source, period, topic') }}
