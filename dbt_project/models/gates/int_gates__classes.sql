-- Of the papers whose class two copies of a list know that follow each other, those whose class differs. Each copy
-- counts by what it has itself, although papers keep the affiliations of an earlier copy.
with copies as (
    select
        paper_key,
        listed_by,
        venue,
        year,
        title_key,
        vintage,
        if(is_carried, own_by_author, by_author) as by_author,
        if(is_carried, own_mentions, mentions) as mentions
    from {{ ref('int_listings') }}
    where source = 'lists' and outcome = 'accepted'
    qualify count(distinct vintage) over (partition by listed_by, venue, year) > 1
),

named as (
    select
        copies.paper_key,
        affiliations.sectors
    from (select paper_key, unnest(flatten(by_author)) as affiliation from copies) as copies
    inner join {{ ref('int_affiliations') }} as affiliations on copies.affiliation = affiliations.affiliation
    union all
    select
        paper_key,
        array_to_string(mention.sectors, '+')
    from (select paper_key, unnest(mentions) as mention from copies) as reduced
),

teams as (
    select
        paper_key,
        bool_or(contains(sectors, 'academia')) as has_academia,
        bool_or(contains(sectors, 'industry')) as has_industry,
        bool_or(regexp_matches(sectors, 'government|nonprofit|other')) as has_other
    from named
    group by paper_key
),

classes as (
    select
        copies.*,
        teams.has_industry,
        {{ team_class('teams.has_academia', 'teams.has_industry', 'teams.has_other') }} as team_class
    from copies
    inner join teams on copies.paper_key = teams.paper_key
),

steps as (
    select
        listed_by,
        venue,
        year,
        vintage,
        lag(vintage) over copies_so_far as previous_vintage,
        lead(vintage) over copies_so_far is null as is_latest
    from classes
    group by listed_by, venue, year, vintage
    window copies_so_far as (partition by listed_by, venue, year order by vintage)
)

select
    'class_changed' as gate,
    steps.listed_by as source,
    steps.vintage,
    steps.previous_vintage,
    steps.is_latest,
    steps.venue as subject,
    cast(steps.year as varchar) as period,
    avg(cast(earlier.has_industry as integer)) as before,
    avg(cast(later.has_industry as integer)) as after,
    count(*) as n_before,
    avg(cast(earlier.team_class <> later.team_class as integer)) as change
from steps
inner join classes as later on {{ same_cell('steps', 'later', 'listed_by, venue, year, vintage') }}
inner join classes as earlier
    on
        steps.previous_vintage = earlier.vintage
        and {{ same_cell('later', 'earlier', 'listed_by, venue, year, title_key') }}
where earlier.team_class <> 'unknown' and later.team_class <> 'unknown'
group by steps.listed_by, steps.vintage, steps.previous_vintage, steps.is_latest, steps.venue, steps.year
