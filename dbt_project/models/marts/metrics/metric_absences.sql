-- Metrics that a vintage cannot support, with the reason. A missing metric is never shown as zero.
with vintages as (
    select
        source,
        vintage,
        {% for list in ['sheet', 'all'] -%}
        bool_or(list = '{{ list }}') as has_{{ list }},
        {% endfor -%}
        bool_or(has_self_supervised) as has_self_supervised_training,
        bool_or(has_accessibility) as has_model_accessibility,
        bool_or(has_country) as has_country,
        bool_or(has_training_hardware) as has_training_hardware,
        bool_or(has_compute_sponsor and list <> 'frontier') as has_compute_sponsor
    from {{ ref('stg_epoch__models') }}
    group by source, vintage
),

-- Metrics of models from the publisher's lists, each under each of its definitions.
expected as (
    select
        metrics.metric,
        definitions.definition,
        definitions.needs_list,
        coalesce(definitions.needs_column, metrics.needs_column) as needs_column
    from {{ ref('metric') }} as metrics
    inner join {{ ref('int_metric_lists') }} as sources
        on metrics.metric = sources.metric and sources.list = 'sources' and sources.item = 'epoch'
    inner join {{ ref('int_metric_lists') }} as lists
        on metrics.metric = lists.metric and lists.list = 'definitions'
    inner join {{ ref('definition') }} as definitions on lists.item = definitions.definition
    where metrics.entity = 'models'
),

present as (
    select distinct metric, definition, source, vintage from {{ ref('metrics') }}
)

select
    expected.metric,
    expected.definition,
    vintages.source,
    vintages.vintage,
    case
        when expected.needs_list = 'sheet' and not vintages.has_sheet
            then 'The vintage is not a sheet of 2022 or 2023.'
        when expected.needs_list = 'all' and not vintages.has_all
            then 'The vintage has no list of all models.'
        {% for column in [
            'self_supervised_training', 'model_accessibility', 'country', 'training_hardware', 'compute_sponsor'
        ] -%}
        when expected.needs_column = '{{ column }}' and not vintages.has_{{ column }}
            then 'The vintage has no column {{ column }}.'
        {% endfor -%}
        when expected.metric = 'open_weights_share' and expected.definition like '%unrestricted'
            then 'The labels of the vintage do not state the restrictions of licences, or no dated model has one.'
        when expected.metric in ('training_hardware_gap', 'reachable_share') and hardware.rows = 0
            then 'No table of machine-learning hardware is stored.'
        when expected.metric = 'training_hardware_gap'
            then 'No period has models of both teams whose hardware is known.'
        when expected.metric = 'reachable_share' and utilization.rows = 0
            then 'No list has ten notable models that state their utilisation.'
        else 'No dated model of the vintage meets the rule of the population.'
    end as reason
from expected
cross join vintages
cross join (select count(*) as rows from {{ ref('stg_hardware__hardware') }}) as hardware
cross join (select count(*) as rows from {{ ref('int_training_utilization') }}) as utilization
left join present
    on
        expected.metric = present.metric
        and expected.definition = present.definition
        and vintages.source = present.source
        and vintages.vintage = present.vintage
where present.metric is null
union all
select
    metrics.metric,
    definitions.definition,
    lists.source,
    lists.vintage,
    'No list of the vintage has abstracts.'
from (
    select source, vintage
    from {{ ref('int_adoption_shares') }}
    where metric = 'abstract_coverage'
    group by source, vintage
    having max(k) = 0
) as lists
cross join (select metric from {{ ref('metric') }} where metric in ('pretrained_adoption', 'accelerator_mention_share')) as metrics
cross join (select definition from {{ ref('definition') }} where definition in ('accepted', 'complete_teams')) as definitions
union all
select distinct
    'hub_derivative_share',
    definitions.definition,
    listings.source,
    listings.vintage,
    'No model of the listing names a base model of another organisation.'
from {{ ref('stg_hub__models') }} as listings
cross join (select definition from {{ ref('definition') }} where definition like 'hub_accounts%') as definitions
where (listings.source, listings.vintage) not in (select source, vintage from {{ ref('hub_derivative_share') }})
union all
-- A metric without a stored source has no vintage.
select
    definitions.metric,
    definitions.item,
    sources.item,
    cast(null as date),
    'No file of the source ' || sources.item || ' is stored.'
from {{ ref('int_metric_lists') }} as definitions
inner join {{ ref('int_metric_lists') }} as sources
    on definitions.metric = sources.metric and definitions.list = 'definitions' and sources.list = 'sources'
where
    definitions.metric not in (
        select needs.metric
        from {{ ref('int_metric_lists') }} as needs
        inner join {{ ref('stg_raw__snapshots') }} as stored on needs.list = 'sources' and needs.item = stored.shape
    )
