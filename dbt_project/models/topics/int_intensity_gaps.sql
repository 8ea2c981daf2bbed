-- The topics of a group are the group itself, and no sample of topics.
with cells as (
    select
        *,
        venue || ' ' || year as list,
        topics <> 'intensive_third' as is_group
    from {{ ref('int_intensity_cells') }}
    where n > 0
),

compared as (
    select
        topics,
        source,
        team_class,
        kind,
        period
    from cells
    group by all
    having
        sum(n) filter (where is_intensive) >= {{ smallest_topic() }}
        and sum(n) filter (where not is_intensive) >= {{ smallest_topic() }}
        and count(distinct list) filter (where is_intensive) >= {{ smallest_panel() }}
),

populations as (
    select
        topics,
        is_group,
        source,
        vintage,
        team_class,
        kind,
        list(struct_pack(
            list := list,
            venue := venue,
            period := period,
            topic := topic,
            is_intensive := is_intensive,
            k := k,
            n := n,
            squares := squares
        ) order by period, list, topic, is_intensive) as cells
    from cells
    inner join compared using (topics, source, team_class, kind, period)
    group by all
),

gaps as (
    select
        populations.* exclude (cells, is_group, topics),
        definitions.definition,
        unnest(
            intensity_gaps(cells, if(definitions.venues = 'fixed', 'list', 'period'), not is_group), recursive := true
        )
    from populations
    inner join {{ ref('int_definitions') }} as definitions on populations.topics = definitions.topics
    where definitions.definition in {{ definitions_of('intensity_gap') }}
)

select * exclude (kind)
from gaps
where unit = 'share_gap' or kind = 'fixed'
