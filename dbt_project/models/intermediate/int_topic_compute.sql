-- M13a: training compute of the models of a topic, in the newest vintage of each population.
{% set place = 'definition, source, vintage, period, period_start, period_end, topic' %}

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
        on models.model_id = tags.work_key and tags.entity = 'models'
),

topics as (
    select
        {{ place }},
        count(*) as n,
        {% for class in known_team_classes() + ['unknown'] -%}
        count(*) filter (where team_class = '{{ class }}') as n_{{ class }},
        {% endfor -%}
        median(log10_flop) as median_log10_flop,
        {{ ordered_list('log10_flop', 'log10_flop') }} as log10_flops
    from tagged
    group by {{ place }}
),

intervals as (
    select *, bootstrap_median(log10_flops, {{ bootstrap_seed() }}) as median_interval
    from topics
)

select
    {{ place }},
    n,
    {% for class in known_team_classes() + ['unknown'] -%}
    n_{{ class }},
    {% endfor -%}
    median_log10_flop,
    {{ list_item('median_interval', 1) }} as ci_low,
    {{ list_item('median_interval', 2) }} as ci_high,
    n >= {{ smallest_n() }} as is_shown
from intervals
