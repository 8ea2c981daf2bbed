-- Papers of the field's editions whose abstract is known, by team class and origin of the models. A row of an edition
-- counts all its papers as of the class as often as those of known class with an abstract are.
with outcomes (sector) as (
    values ('academia'), ('industry'), ('academia+industry'), ('other'), (null)
),

texts as (
    select
        members.paper_key,
        members.venue,
        members.team_class,
        cast(members.period as integer) as year,
        count(*) filter (where members.team_class <> 'unknown') over (
            partition by members.venue, members.period
        ) as known
    from {{ ref('int_adoption_members') }} as members
    semi join {{ ref('int_field_works') }} as works on members.paper_key = works.paper_key
    where members.definition = 'accepted' and members.venue is not null and members.has_abstract
),

teams as (
    select * from texts where team_class <> 'unknown'
    union all
    select * replace (null as team_class) from texts
),

naming as (
    select distinct
        mentions.paper_key,
        unnest([models.origin, null]) as sector
    from {{ ref('int_papers__pretrained') }} as mentions
    inner join {{ ref('int_pretrained_models') }} as models on mentions.model = models.model
    where mentions.searched = 'abstract'
),

counts as (
    select
        teams.venue,
        teams.year,
        teams.team_class,
        outcomes.sector,
        count(*) as n,
        count(naming.paper_key) as k,
        any_value(if(teams.team_class is null, null, teams.known)) as known
    from teams
    cross join outcomes
    left join naming on teams.paper_key = naming.paper_key and outcomes.sector is not distinct from naming.sector
    group by all
)

select
    counts.venue,
    counts.year,
    counts.team_class,
    counts.sector,
    counts.n,
    counts.k,
    field.accepted * counts.n / coalesce(counts.known, counts.n) as papers,
    coalesce(venues.subject = 'language', false) as is_language
from counts
inner join {{ ref('int_field_editions') }} as field on counts.venue = field.venue and counts.year = field.year
left join {{ ref('stg_venues__venues') }} as venues on counts.venue = venues.venue
where field.accepted is not null
