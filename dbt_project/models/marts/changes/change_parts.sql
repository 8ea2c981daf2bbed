with members as (
    select
        entity,
        definition,
        source,
        vintage,
        period,
        grouping_name,
        group_name,
        team_class as of_class,
        has_industry,
        sum(part order by part) as works
    from {{ ref('int_change_members') }}
    group by all
),

periods as (
    select
        entity,
        definition,
        source,
        vintage,
        grouping_name,
        period
    from members
    group by all
    -- Works of unknown size would hide that teams grew.
    having
        sum(works) >= {{ smallest_n() }}
        and (
            grouping_name <> 'team size'
            or sum(works) filter (where group_name <> 'unknown') >= {{ least_covered() }} * sum(works)
        )
),

outcomes as (
    select 'papers' as entity, * from {{ team_shares() }}
    union all
    select 'models', 'model_team_share', team_class from {{ team_shares() }}
    where team_class is not null
),

cells as (
    select
        outcomes.metric,
        members.definition,
        members.source,
        members.vintage,
        outcomes.team_class,
        members.grouping_name,
        members.group_name,
        members.period,
        sum(members.works order by of_class, has_industry) as n,
        coalesce(sum(members.works order by of_class, has_industry) filter (
            where {{ counts_in('team_class', 'of_class', 'has_industry') }}
        ), 0) as k
    from members
    inner join periods using (entity, definition, source, vintage, grouping_name, period)
    inner join outcomes using (entity)
    group by all
),

groupings as (
    select
        cells.* exclude (group_name, period, n, k),
        list(
            struct_pack(group_name := group_name, period := period, k := k, n := n)
            order by period, group_name
        ) as cells
    from cells
    group by all
),

changes as (
    select
        * exclude (cells),
        unnest(change_parts(cells), recursive := true)
    from groupings
    union all by name
    select
        metric,
        'accepted_field' as definition,
        'lists' as source,
        works.vintage,
        team_class,
        'venue' as grouping_name,
        unnest(changes, recursive := true)
    from {{ ref('int_field_estimates') }}
    cross join (select max(vintage) as vintage from {{ ref('int_field_works') }}) as works
)

select
    metric,
    definition,
    source,
    vintage,
    old_period,
    new_period,
    team_class,
    grouping_name,
    cast(round(old_n) as bigint) as old_n,
    cast(round(new_n) as bigint) as new_n,
    old_value,
    new_value,
    part,
    n_groups,
    contribution,
    -- A paper has one venue and one size of its team.
    case when metric <> 'model_team_share' and grouping_name in ('venue', 'team size') then ci_low end as ci_low,
    case when metric <> 'model_team_share' and grouping_name in ('venue', 'team size') then ci_high end as ci_high
from changes
