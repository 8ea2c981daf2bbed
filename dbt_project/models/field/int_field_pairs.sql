-- Works of known class on two lists of an edition: how many of them each list has in the class.
with pairs as (
    select
        one.metric, one.team_class, one.venue, one.year,
        one.source as one_source,
        other.source as other_source,
        count(*) filter (where one.is_case) as one_k,
        count(*) filter (where other.is_case) as other_k,
        count(*) as n
    from {{ ref('int_field_cases') }} as one
    inner join {{ ref('int_field_cases') }} as other
        on
            one.metric = other.metric and one.team_class is not distinct from other.team_class
            and one.venue = other.venue and one.year = other.year and one.work_id = other.work_id
            and one.source < other.source
    group by all
    having count(*) >= {{ smallest_list() }}
)

select
    pairs.*,
    one.affiliations as one_affiliations, one.age as one_age,
    other.affiliations as other_affiliations, other.age as other_age
from pairs
inner join {{ ref('int_field_lists') }} as one
    on
        pairs.metric = one.metric and pairs.team_class is not distinct from one.team_class
        and pairs.venue = one.venue and pairs.year = one.year and pairs.one_source = one.source
inner join {{ ref('int_field_lists') }} as other
    on
        pairs.metric = other.metric and pairs.team_class is not distinct from other.team_class
        and pairs.venue = other.venue and pairs.year = other.year and pairs.other_source = other.source
