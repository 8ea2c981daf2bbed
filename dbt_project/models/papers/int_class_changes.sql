-- Papers of known class on two copies of a list that follow each other. Each copy counts by what it has itself,
-- although papers keep the affiliations of an earlier copy.
{{ config(materialized='ephemeral') }}

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

flags as (
    select
        paper_key,
        {{ sector_flags("string_agg(sectors, '+')") }}
    from named
    group by paper_key
),

teams as (
    select
        *,
        {{ team_class('has_academia', 'has_industry', 'has_other') }} as team_class
    from flags
)

select
    copies.listed_by,
    copies.venue,
    copies.year,
    copies.vintage,
    lag(copies.vintage) over copies_so_far as former_vintage,
    teams.has_industry,
    lag(teams.has_industry) over copies_so_far as former_has_industry,
    teams.team_class,
    lag(teams.team_class) over copies_so_far as former_class
from copies
inner join teams on copies.paper_key = teams.paper_key
where teams.team_class <> 'unknown'
window copies_so_far as (
    partition by copies.listed_by, copies.venue, copies.year, copies.title_key
    order by copies.vintage, copies.paper_key
)
qualify former_vintage < copies.vintage
