-- Metrics that a vintage cannot support, with the reason. A missing metric is never shown as zero.
with vintages as (
    select
        source,
        vintage,
        list(distinct list) as lists,
        map {
            'model_accessibility': bool_or(has_accessibility),
            'country': bool_or(has_country),
            'base_model': bool_or(has_base_model)
        } as has_column
    from {{ ref('stg_epoch__models') }}
    group by source, vintage
),

published as (
    select
        source,
        column_name,
        max(vintage) as last_vintage
    from (
        select
            source,
            vintage,
            unnest(map_keys(has_column)) as column_name,
            unnest(map_values(has_column)) as is_there
        from vintages
    ) as listed
    where is_there
    group by all
),

needs as (
    select
        metrics.metric,
        metrics.entity,
        sources.item as source,
        bool_or(snapshots.shape is not null) as is_stored
    from {{ ref('int_metrics') }} as metrics
    inner join {{ ref('int_metric_lists') }} as sources on metrics.metric = sources.metric and sources.list = 'sources'
    left join {{ ref('stg_raw__snapshots') }} as snapshots
        on sources.item = if(snapshots.source = 'own_models', 'epoch', snapshots.source)
    group by all
),

-- In words: a source of several publishers has the lists of papers.
missing as (
    select
        source,
        if(
            count(distinct publisher) = 1,
            'No file of ' || min(publisher) || ' (' || replace(source, '_', ' ') || ') is stored.',
            'No list of papers is stored.'
        ) as reason
    from {{ ref('stg_raw__states') }}
    group by source
),

definitions as (
    select
        lists.metric,
        lists.item as definition,
        definitions.needs_list,
        coalesce(definitions.needs_column, metrics.needs_column) as needs_column
    from {{ ref('int_metric_lists') }} as lists
    inner join {{ ref('int_metrics') }} as metrics on lists.metric = metrics.metric
    left join {{ ref('int_definitions') }} as definitions on lists.item = definitions.definition
    where lists.list = 'definitions'
)

select
    definitions.metric,
    definitions.definition,
    vintages.source,
    vintages.vintage,
    case
        when definitions.needs_list = 'sheet' and not list_contains(vintages.lists, 'sheet')
            then 'The vintage is not a sheet of 2022 or 2023.'
        when not list_contains(vintages.lists, definitions.needs_list) then 'The vintage has no list of all models.'
        when not vintages.has_column[definitions.needs_column] and published.last_vintage < vintages.vintage
            then 'The column ' || definitions.needs_column || ' is no longer published.'
        when not vintages.has_column[definitions.needs_column]
            then 'The vintage has no column ' || definitions.needs_column || '.'
        when lacking.reason is not null then lacking.reason
        else 'No dated model of the vintage meets the rule of the population.'
    end as reason
from definitions
inner join needs on definitions.metric = needs.metric and needs.source = 'epoch' and needs.entity = 'models'
cross join vintages
left join published on vintages.source = published.source and definitions.needs_column = published.column_name
left join (
    select
        needed.metric,
        min_by(missing.reason, needed.source) as reason
    from needs as needed
    inner join missing on needed.source = missing.source
    where not needed.is_stored
    group by needed.metric
) as lacking on definitions.metric = lacking.metric
anti join {{ ref('metrics') }} as present
    on
        definitions.metric = present.metric
        and definitions.definition = present.definition
        and vintages.source = present.source
        and vintages.vintage = present.vintage
union all
select
    'pretrained_adoption',
    definitions.definition,
    lists.source,
    lists.vintage,
    'No list of the vintage has abstracts.'
from (
    select
        source,
        vintage
    from {{ ref('metrics') }}
    where metric = 'abstract_coverage'
    group by source, vintage
    having max(k) = 0
) as lists
cross join (values ('accepted'), ('complete_teams')) as definitions (definition)
union all
-- A metric without a stored source has no vintage.
select
    definitions.metric,
    definitions.definition,
    needs.source,
    null,
    missing.reason
from definitions
inner join needs on definitions.metric = needs.metric
inner join missing on needs.source = missing.source
where
    not needs.is_stored
    -- Models and names of organisations make no metric of papers.
    and definitions.metric not in (
        select stored.metric
        from needs as stored
        where stored.is_stored and (stored.entity <> 'papers' or stored.source in ('lists', 'openalex'))
    )
