-- The training compute of each project of each day: the hours of its accelerators at their peak, times the share of the
-- peak that training reaches. It is unknown if one of its resources is.
with days as (
    select distinct source, vintage from {{ ref('stg_awards__awards') }}
),

-- A feed counts as it was last seen.
states as (
    select
        days.vintage,
        awards.feed,
        max(awards.vintage) as seen
    from days
    inner join {{ ref('stg_awards__awards') }} as awards on days.vintage >= awards.vintage
    group by days.vintage, awards.feed
),

priced as (
    select
        awards.* replace (states.vintage as vintage),
        case
            when resources.devices = 0 then 0
            else awards.amount * 3600 * resources.devices * hardware.peak_flop_per_second * levels.utilization
        end as flop
    from states
    inner join {{ ref('stg_awards__awards') }} as awards on states.feed = awards.feed and states.seen = awards.vintage
    left join {{ ref('award_resource') }} as resources
        on awards.resource = resources.resource and awards.units = resources.units
    left join {{ ref('stg_hardware__hardware') }} as hardware
        on
            {{ hardware_key('resources.hardware_name') }} = hardware.hardware_key
            and hardware.vintage = (select max(vintage) from {{ ref('stg_hardware__hardware') }})
    left join {{ ref('int_training_utilization') }} as levels on levels.utilization_level = 'central'
)

select
    source,
    vintage,
    feed,
    project,
    min(field) as field,
    -- Our own name of the institution, where a paper prints it like the feed.
    coalesce(min(affiliations.organisation), min(priced.institution)) as institution,
    count(*) as resources,
    count(*) filter (where flop is null) as unknown_resources,
    case when count(*) = count(flop) then sum(flop order by flop) end as flop
from priced
left join {{ ref('int_affiliations') }} as affiliations on priced.institution = affiliations.affiliation
group by source, vintage, feed, project
