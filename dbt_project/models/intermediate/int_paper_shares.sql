-- Counts behind the shares of papers: M10, M10c and M11, by venue list and pooled over venues.
with listings as (
    select
        populations.definition,
        papers.source,
        papers.vintage,
        papers.venue,
        papers.year,
        papers.is_latest,
        papers.work_id,
        teams.team_class,
        teams.has_industry,
        teams.has_affiliation,
        row_number() over (
            partition by populations.definition, papers.source, papers.work_id
            order by teams.has_affiliation desc, papers.venue, papers.paper_id
        ) as listing
    from {{ ref('int_papers__populations') }} as populations
    inner join {{ ref('int_papers') }} as papers on populations.paper_id = papers.paper_id
    inner join {{ ref('int_papers__teams') }} as teams on papers.paper_id = teams.paper_id
    where papers.year is not null
),

by_venue as (
    select
        listings.definition,
        listings.source,
        listings.vintage,
        listings.venue,
        periods.period,
        periods.period_start,
        periods.period_end,
        listings.team_class,
        listings.has_industry,
        listings.has_affiliation
    from listings
    inner join {{ ref('int_periods') }} as periods on listings.year = periods.first_year and periods.is_year
    where listings.venue is not null
),

newest as (
    select definition, source, max(vintage) as vintage
    from listings
    where is_latest
    group by definition, source
),

pooled as (
    select
        listings.definition,
        listings.source,
        newest.vintage,
        null as venue,
        periods.period,
        periods.period_start,
        coalesce(periods.period_end, newest.vintage) as period_end,
        listings.team_class,
        listings.has_industry,
        listings.has_affiliation
    from listings
    inner join newest on listings.definition = newest.definition and listings.source = newest.source
    inner join {{ ref('int_periods') }} as periods
        on listings.year between periods.first_year and periods.last_year
    where listings.is_latest and listings.listing = 1
),

members as (
    select * from by_venue
    union all
    select * from pooled
),

classes as (
    {% for class in known_team_classes() -%}
    select '{{ class }}' as team_class
    {%- if not loop.last %} union all {% endif %}
    {% endfor %}
)

{% set place = 'members.definition, members.source, members.vintage, members.venue, members.period, members.period_start, members.period_end' %}

select
    'paper_team_share' as metric,
    {{ place }},
    classes.team_class,
    count(*) filter (where members.team_class <> 'unknown') as n,
    count(*) filter (where members.team_class = classes.team_class) as k,
    count(*) filter (where members.team_class = 'unknown') as n_unknown
from members
cross join classes
group by all
union all
select
    'any_industry_share',
    {{ place }},
    null,
    count(*) filter (where members.team_class <> 'unknown'),
    count(*) filter (where members.has_industry),
    count(*) filter (where members.team_class = 'unknown')
from members
group by all
union all
select
    'paper_affiliation_coverage',
    {{ place }},
    null,
    count(*),
    count(*) filter (where members.has_affiliation),
    0
from members
where members.definition <> 'complete_teams'
group by all
