-- A work counts once for each public or nonprofit organisation that its authors name. An organisation has the sector of
-- most strings that name it alone, so a string of a university and a laboratory counts only for the laboratory.
with sectors as (
    select
        organisation,
        sectors[1] as sector
    from {{ ref('int_mentions') }}
    where organisation is not null and len(sectors) = 1
    group by organisation, sector
    qualify row_number() over (partition by organisation order by count(*) desc, sector) = 1
),

organisations as (
    select * from sectors where sector in ('government', 'nonprofit', 'other')
),

works as (
    select
        panel.source,
        panel.vintage,
        panel.venue,
        panel.year,
        panel.n,
        periods.paper_key
    from {{ ref('int_venue_panel') }} as panel
    inner join {{ ref('int_papers__periods') }} as periods
        on
            panel.source = periods.source
            and panel.venue = periods.venue
            and panel.listed_on = periods.vintage
            and cast(panel.year as varchar) = periods.period
    where
        periods.definition = 'accepted' and panel.is_covered and panel.n >= {{ smallest_list() }}
        and {{ counts_in("'public_research'", 'periods.team_class', 'periods.has_industry') }}
),

named as (
    select distinct
        mentions.paper_key,
        organisations.organisation,
        organisations.sector
    from {{ ref('int_mentions') }} as mentions
    inner join organisations on mentions.organisation = organisations.organisation
    where mentions.paper_key in (select paper_key from works)
),

lists as (
    select
        venue,
        year,
        source,
        count(*) as public_works,
        count(*) filter (paper_key in (select paper_key from named)) as named_works
    from works
    group by all
)

select
    works.source,
    works.vintage,
    works.venue,
    works.year,
    named.organisation,
    named.sector,
    count(*) as works,
    lists.named_works,
    lists.public_works,
    works.n
from works
inner join lists on works.source = lists.source and works.venue = lists.venue and works.year = lists.year
left join named on works.paper_key = named.paper_key
group by all
