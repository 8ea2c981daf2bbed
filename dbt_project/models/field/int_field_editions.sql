-- Where nobody has published the number of accepted papers, it is interpolated between the nearest years before and
-- after. An edition without both has no number, and is outside the field.
with works as (
    select
        venue,
        year,
        work_id,
        bool_and(team_class = 'unknown') as is_unknown
    from {{ ref('int_field_works') }}
    group by all
),

-- Lists without affiliations say nothing of the unknown.
unknown as (
    select
        venue,
        year,
        count(*) filter (where is_unknown) as unknown
    from works
    group by all
    having count(*) >= 2 * count(*) filter (where is_unknown)
),

published as (
    select
        venue,
        year,
        accepted,
        source as count_source,
        if(accepted is not null, struct_pack(year := year, accepted := accepted), null) as counted
    from {{ ref('stg_venues__editions') }}
),

neighbours as (
    select
        venue,
        year,
        accepted as official,
        count_source,
        last_value(counted ignore nulls) over (
            partition by venue order by year rows between unbounded preceding and current row
        ) as earlier,
        first_value(counted ignore nulls) over (
            partition by venue order by year rows between current row and unbounded following
        ) as later
    from published
)

select
    neighbours.venue,
    neighbours.year,
    neighbours.official,
    neighbours.count_source,
    case
        when neighbours.official is not null then 'published'
        when neighbours.earlier is not null and neighbours.later is not null then 'interpolated'
        else 'unknown'
    end as count_is,
    coalesce(
        neighbours.official,
        cast(
            round(
                neighbours.earlier.accepted
                + (neighbours.later.accepted - neighbours.earlier.accepted)
                * (neighbours.year - neighbours.earlier.year) / (neighbours.later.year - neighbours.earlier.year)
            ) as bigint
        )
    ) as accepted,
    coalesce(unknown.unknown, 0) as unknown
from neighbours
left join unknown on neighbours.venue = unknown.venue and neighbours.year = unknown.year
where neighbours.year <= (select max(year) from {{ ref('int_field_works') }})
