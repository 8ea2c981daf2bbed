-- Papers are counted once in this table, because each paper is in many populations, periods and topics.
-- Accepted papers of fixed periods count a second time in each of their regions. The papers of each year are
-- counted, and periods take the counts of their years.
with located as (
    select
        paper_key,
        list_sort(list(distinct region)) as regions
    from {{ ref('int_papers__countries') }}
    group by paper_key
),

members as (
    select
        periods.definition,
        periods.source,
        periods.vintage,
        cast(extract(year from periods.period_start) as integer) as year,
        periods.paper_key,
        periods.team_class,
        periods.has_industry,
        located.regions
    from {{ ref('int_papers__periods') }} as periods
    left join located on periods.paper_key = located.paper_key
    where periods.venue is null and periods.is_year and periods.definition in ('accepted', 'complete_teams')
),

levels as (
    select
        work_key,
        topic,
        share,
        false as is_area
    from {{ ref('int_works__topics') }}
    where entity = 'papers'
    union all
    -- A work with two topics of one area is in the area once, with both parts.
    select
        tags.work_key,
        topics.parent,
        count(*) * max(tags.share),
        true
    from {{ ref('int_works__topics') }} as tags
    inner join {{ ref('topic') }} as topics on tags.topic = topics.topic
    where tags.entity = 'papers'
    group by tags.work_key, topics.parent
),

-- This is the only join of papers and topics. All later parts read its counts.
counted as (
    select
        members.* exclude (paper_key),
        levels.* exclude (work_key),
        count(*) as works
    from members
    inner join levels on members.paper_key = levels.work_key
    group by all
),

populations as (
    select
        * exclude (regions),
        regions is not null as is_located,
        null as region
    from counted
    union all by name
    select
        * exclude (regions),
        true as is_located,
        unnest(regions) as region
    from counted
    where definition = 'accepted'
),

years as (
    select
        * exclude (works),
        cast(sum(works) as bigint) as works
    from populations
    where region is distinct from 'elsewhere'
    group by all
),

-- A join on equal years is faster than a comparison of each cell with each period.
spans as (
    select
        listed.year,
        periods.*
    from (select distinct year from years) as listed
    inner join {{ ref('int_periods') }} as periods on listed.year between periods.first_year and periods.last_year
)

select
    years.*,
    spans.period,
    spans.period_start,
    coalesce(spans.period_end, years.vintage) as period_end
from years
inner join spans on years.year = spans.year
where years.region is null or not spans.is_year
