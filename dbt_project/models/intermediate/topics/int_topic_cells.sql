-- Papers are counted once in this table, because each paper is in many populations, periods and topics.
-- Accepted papers of fixed periods count a second time in each of their regions. The papers of each year are
-- counted, and periods take the counts of their years.
{% set of_a_paper = 'definition, source, vintage, year, region, team_class, has_industry, has_accelerator, is_located' %}

with located as (
    select distinct paper_id from {{ ref('int_papers__regions') }}
),

members as (
    select
        periods.definition,
        periods.source,
        periods.vintage,
        cast(extract(year from periods.period_start) as integer) as year,
        periods.paper_id,
        periods.team_class,
        periods.has_industry,
        accelerators.has_accelerator,
        located.paper_id is not null as is_located
    from {{ ref('int_papers__periods') }} as periods
    left join {{ ref('int_papers__accelerators') }} as accelerators on periods.paper_id = accelerators.paper_id
    left join located on periods.paper_id = located.paper_id
    where periods.venue is null and periods.is_year and periods.definition in ('accepted', 'complete_teams')
),

populations as (
    select *, cast(null as varchar) as region from members
    union all
    select
        'accepted_with_abstract', source, vintage, year, paper_id, team_class, has_industry, has_accelerator,
        is_located, null
    from members
    where definition = 'accepted' and has_accelerator is not null
    union all
    select members.*, regions.region
    from members
    inner join {{ ref('int_papers__regions') }} as regions on members.paper_id = regions.paper_id
    where members.definition = 'accepted' and regions.region <> 'elsewhere'
),

levels as (
    select work_key, topic, share, false as is_area
    from {{ ref('int_works__topics') }}
    where entity = 'papers'
    union all
    -- A work with two topics of one area is in the area once, with both parts.
    select tags.work_key, topics.parent, count(*) * max(tags.share), true
    from {{ ref('int_works__topics') }} as tags
    inner join {{ ref('topic') }} as topics on tags.topic = topics.topic
    where tags.entity = 'papers'
    group by tags.work_key, topics.parent
),

years as (
    select
        {% for column in of_a_paper.split(', ') -%}
        populations.{{ column }},
        {% endfor -%}
        levels.topic,
        levels.is_area,
        levels.share,
        count(*) as works
    from populations
    inner join levels on populations.paper_id = levels.work_key
    group by all
),

-- A join on equal years is faster than a comparison of each cell with each period.
spans as (
    select listed.year, periods.*
    from (select distinct year from years) as listed
    inner join {{ ref('int_periods') }} as periods on listed.year between periods.first_year and periods.last_year
)

select
    {% for column in of_a_paper.split(', ') -%}
    years.{{ column }},
    {% endfor -%}
    periods.period,
    periods.period_start,
    coalesce(periods.period_end, years.vintage) as period_end,
    years.topic,
    years.is_area,
    years.share,
    years.works
from years
inner join spans as periods on years.year = periods.year
where years.region is null or not periods.is_year
