-- A covered list counts from its 20th work of known class. A venue is in the panel with two lists or more, in years
-- with five such lists or more; the newest year can have fewer later (M10).
with counts as (
    select
        source,
        vintage as listed_on,
        venue,
        cast(period as integer) as year,
        count(*) filter (where team_class <> 'unknown') as n,
        count(*) filter (where team_class = 'unknown') as n_unknown,
        definition = 'accepted' as is_covered
    from {{ ref('int_papers__periods') }}
    where definition in ('accepted', 'accepted_left_out') and venue is not null
    group by all
),

lists as (
    select *
    from counts
    qualify row_number() over (partition by source, venue, year order by listed_on desc) = 1
),

repeated as (
    select
        source,
        venue,
        year
    from lists
    where is_covered and n >= {{ smallest_list() }}
    qualify count(*) over (partition by source, venue) >= 2
),

full_years as (
    select * from repeated qualify count(*) over (partition by source, year) >= {{ smallest_panel() }}
),

panel as (
    select * from full_years qualify count(*) over (partition by source, venue) >= 2
),

-- Venues and years that a source lacks, if it has the venue in other years.
known as (
    select source, venue, year from lists
    union
    select
        venues.source,
        venues.venue,
        accepted.year
    from (select distinct source, venue from lists) as venues
    inner join {{ ref('stg_venues__editions') }} as accepted on venues.venue = accepted.venue
    where accepted.accepted is not null
)

select
    known.source,
    max(lists.listed_on) over (partition by known.source) as vintage,
    known.venue,
    known.year,
    lists.listed_on,
    coalesce(lists.n, 0) as n,
    coalesce(lists.n_unknown, 0) as n_unknown,
    accepted.accepted,
    case when known.source = 'lists' then lists.is_covered end as is_covered,
    panel.venue is not null as is_in_panel
from known
left join lists on known.source = lists.source and known.venue = lists.venue and known.year = lists.year
left join panel on known.source = panel.source and known.venue = panel.venue and known.year = panel.year
left join {{ ref('stg_venues__editions') }} as accepted on known.venue = accepted.venue and known.year = accepted.year
