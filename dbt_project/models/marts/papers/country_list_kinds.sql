-- The same papers since 2015, as printed and by profiles: a printed string may state no country, and a profile may be
-- that of a later employer.
with listings as (
    select
        paper_key,
        venue,
        year,
        work_id,
        coalesce(affiliations_are, 'printed') as affiliations
    from {{ ref('int_papers') }}
    where
        source = 'lists' and is_latest and outcome = 'accepted' and team_class <> 'unknown'
        and venue is not null and year >= 2015
    qualify row_number() over (
        partition by venue, year, work_id, affiliations
        order by is_counted desc, is_aligned desc, paper_id
    ) = 1
),

pairs as (
    select
        row_number() over () as pair,
        printed.paper_key as printed_key,
        profile.paper_key as profile_key
    from listings as printed
    inner join listings as profile using (venue, year, work_id)
    where printed.affiliations = 'printed' and profile.affiliations = 'profile'
),

areas as (
    select paper_key, country, cast(null as varchar) as region from {{ ref('int_papers__countries') }}
    union
    select paper_key, null, region from {{ ref('int_papers__countries') }}
),

printed as (
    select pairs.pair, areas.country, areas.region
    from pairs inner join areas on pairs.printed_key = areas.paper_key
),

profile as (
    select pairs.pair, areas.country, areas.region
    from pairs inner join areas on pairs.profile_key = areas.paper_key
),

counts as (
    select
        coalesce(printed.country, profile.country) as country,
        coalesce(printed.region, profile.region) as region,
        count(printed.pair) as printed,
        count(profile.pair) as profile,
        count(*) filter (where printed.pair is not null and profile.pair is not null) as in_both
    from printed
    full join profile
        on printed.pair = profile.pair and {{ same_cell('printed', 'profile', 'country, region') }}
    group by all
)

select
    counts.*,
    totals.*
from counts
cross join (
    select
        count(*) as works,
        count(*) filter (where printed_key not in (select paper_key from areas)) as no_country_printed,
        count(*) filter (where profile_key not in (select paper_key from areas)) as no_country_profile
    from pairs
) as totals
