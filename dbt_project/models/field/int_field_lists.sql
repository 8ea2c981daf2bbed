-- A list counts from its 20th work of known class.
with totals as (
    select source, venue, year, count(*) as works
    from {{ ref('int_field_works') }}
    group by all
)

select
    cases.metric, cases.team_class, cases.venue, cases.year, cases.source,
    any_value(cases.affiliations) as affiliations,
    cast(max(if(cases.affiliations = 'profile', extract(year from cases.vintage) - cases.year, 0)) as double) as age,
    cast(count(*) filter (where cases.is_case) as double) as k,
    cast(count(*) as double) as n,
    cast(any_value(totals.works) as double) as works
from {{ ref('int_field_cases') }} as cases
inner join totals using (source, venue, year)
group by all
having count(*) >= {{ smallest_list() }}
