with listed as (
    select
        definition,
        source,
        vintage,
        venue,
        period,
        period_start,
        period_end,
        count(*) as n,
        count(*) filter (where has_abstract) as k
    from {{ ref('int_adoption_members') }}
    where definition = 'accepted'
    group by all
),

newest as (
    select max(vintage) as vintage from {{ ref('int_field_works') }}
),

-- Papers of the field, listed or not. A list may have more papers than the conference counts.
field as (
    select
        'accepted_field' as definition,
        'lists' as source,
        newest.vintage,
        periods.period,
        periods.period_start,
        coalesce(periods.period_end, newest.vintage) as period_end,
        sum(editions.accepted) as n,
        coalesce(sum(least(texts.n, editions.accepted)) filter (where texts.n is not null), 0) as k
    from {{ ref('int_field_editions') }} as editions
    inner join {{ ref('int_periods') }} as periods on editions.year between periods.first_year and periods.last_year
    left join {{ ref('int_adoption_editions') }} as texts
        on
            editions.venue = texts.venue and editions.year = texts.year
            and texts.team_class is null and texts.sector is null
    cross join newest
    where editions.accepted is not null and newest.vintage is not null
    group by all
),

counts as (
    select * from listed
    union all by name
    select * from field
)

select
    *,
    0 as n_unknown,
    unnest(share_of_counts(k, n, 0)),
    'share' as unit,
    'wilson' as ci_method
from counts
