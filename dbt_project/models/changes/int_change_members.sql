{{ config(materialized='view') }}

-- Works of the newest list in fixed periods, once in each grouping. A work of m groups counts 1/m in each, so
-- the groups add up to the works.
with models as (
    select *
    from {{ ref('int_models__periods') }}
    qualify vintage = max(vintage) over (partition by source)
),

members as (
    select
        'models' as entity,
        definition,
        source,
        vintage,
        period,
        period_start,
        {{ text_id('model_id') }} as work_key,
        team_class,
        has_industry
    from models
    where
        definition in ('notable_compute_known', 'notable_classed')
        and not is_year
        and period_start is not null
        and team_class <> 'unknown'
    union all
    select
        'papers',
        definition,
        source,
        vintage,
        period,
        period_start,
        paper_key,
        team_class,
        has_industry
    from {{ ref('int_papers__periods') }}
    where
        definition = 'accepted'
        and venue is null
        and not is_year
        and period_start is not null
        and team_class <> 'unknown'
),

named as (
    select distinct
        'models' as entity,
        'country' as grouping_name,
        {{ text_id('model_id') }} as work_key,
        country_code as group_name
    from {{ ref('int_models__countries') }}
    where country_code is not null
    union all
    select distinct
        'models',
        'organisation',
        {{ text_id('model_id') }},
        owner_key
    from {{ ref('int_models__organizations') }}
    union all
    select
        entity,
        'topic',
        work_key,
        topic
    from {{ ref('int_works__topics') }}
    union all
    select
        'papers',
        'venue',
        paper_key,
        venue
    from {{ ref('int_papers') }}
    where venue is not null
    union all
    select
        'papers',
        'country',
        paper_key,
        country
    from {{ ref('int_papers__countries') }}
    union all
    select
        'papers',
        'team size',
        paper_key,
        {{ team_size('author_count') }}
    from {{ ref('int_papers') }}
    where author_count is not null
    union all
    select
        'models',
        'team size',
        {{ text_id('model_id') }},
        {{ team_size('count(*)') }}
    from {{ ref('int_models__organizations') }}
    group by model_id
),

sizes as (
    select
        entity,
        grouping_name,
        work_key,
        count(*) as groups
    from named
    group by entity, grouping_name, work_key
),

groupings as (
    select distinct
        entity,
        grouping_name
    from named
)

select
    members.*,
    groupings.grouping_name,
    coalesce(named.group_name, 'unknown') as group_name,
    1.0 / coalesce(sizes.groups, 1) as part
from members
inner join groupings on members.entity = groupings.entity
left join named
    on
        members.entity = named.entity
        and groupings.grouping_name = named.grouping_name
        and members.work_key = named.work_key
left join sizes
    on
        members.entity = sizes.entity
        and groupings.grouping_name = sizes.grouping_name
        and members.work_key = sizes.work_key
