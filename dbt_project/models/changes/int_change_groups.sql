-- The weights are those of Marshall and Edgeworth, the mean of both periods. A group that exists in one
-- period only has no change inside it.
{% set place = 'metric, definition, source, vintage, grouping_name, team_class' %}
{% set is_of_one_group = "metric <> 'model_team_share' and grouping_name in ('venue', 'team size')" %}

with members as (
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        entity,
        grouping_name,
        group_name,
        team_class,
        has_industry,
        sum(part order by part) as works
    from {{ ref('int_change_members') }}
    group by all
),

outcomes as (
    select metrics.metric, metrics.entity, classes.team_class
    from (values ('model_team_share', 'models'), ('paper_team_share', 'papers')) as metrics (metric, entity)
    cross join (select unnest({{ known_team_classes() }}) as team_class) as classes
    union all
    select 'any_industry_share', 'papers', null
),

cells as (
    select
        outcomes.metric,
        members.definition,
        members.source,
        members.vintage,
        members.period,
        members.period_start,
        members.grouping_name,
        members.group_name,
        outcomes.team_class,
        sum(members.works order by members.team_class, members.has_industry) as n,
        coalesce(sum(members.works order by members.team_class, members.has_industry) filter (
            where case when outcomes.team_class is null then members.has_industry else members.team_class = outcomes.team_class end
        ), 0) as k
    from members
    inner join outcomes on members.entity = outcomes.entity
    group by all
),

totals as (
    select
        {{ place }},
        period,
        period_start,
        sum(n order by group_name) as n,
        sum(k order by group_name) / sum(n order by group_name) as value
    from cells
    group by {{ place }}, period, period_start
    -- Works of unknown size would hide that teams grew.
    having
        sum(n) >= {{ smallest_n() }}
        and (
            grouping_name <> 'team size'
            or sum(n) filter (where group_name <> 'unknown') >= {{ least_covered() }} * sum(n)
        )
),

pairs as (
    select
        old.* exclude (period, period_start, n, value),
        old.period as old_period,
        new.period as new_period,
        old.n as old_n,
        new.n as new_n,
        old.value as old_value,
        new.value as new_value,
        (old.value + new.value) / 2 as mean_value
    from totals as old
    inner join totals as new on {{ same_cell('old', 'new', place) }} and old.period_start < new.period_start
),

groups as (
    select distinct pairs.*, cells.group_name
    from pairs
    inner join cells
        on {{ same_cell('pairs', 'cells', place) }} and cells.period in (pairs.old_period, pairs.new_period)
),

compared as (
    select
        groups.*,
        coalesce(old_cells.n, 0) as old_works,
        coalesce(new_cells.n, 0) as new_works,
        coalesce(old_cells.n, 0) / groups.old_n as old_weight,
        coalesce(new_cells.n, 0) / groups.new_n as new_weight,
        old_cells.k / old_cells.n as old_share,
        new_cells.k / new_cells.n as new_share
    from groups
    {% for side in ['old', 'new'] -%}
    {%- set cells = side ~ '_cells' -%}
    left join cells as {{ cells }}
        on
            {{ same_cell('groups', cells, place) }}
            and groups.{{ side }}_period = {{ cells }}.period
            and groups.group_name = {{ cells }}.group_name
    {% endfor %}
)

select
    *,
    case when old_share is null then 'entered' when new_share is null then 'left' else 'shifted' end as composition_part,
    coalesce((old_weight + new_weight) / 2 * (new_share - old_share), 0) as within,
    case
        when old_share is null then new_weight * (new_share - mean_value)
        when new_share is null then -old_weight * (old_share - mean_value)
        else (new_weight - old_weight) * ((old_share + new_share) / 2 - mean_value)
    end as composition,
    -- A paper has one venue and one size of its team. The variance of a share cannot be estimated from a group of one work.
    case
        when {{ is_of_one_group }} and old_share is not null and new_share is not null
            then power((old_weight + new_weight) / 2, 2) * (
                {% for side in ['old', 'new'] -%}
                {{ '+ ' if not loop.first }}case
                    when {{ side }}_works > 1 then {{ side }}_share * (1 - {{ side }}_share) / ({{ side }}_works - 1) else 0.25
                end
                {% endfor %}
            )
        when {{ is_of_one_group }} then 0
    end as within_variance
from compared
