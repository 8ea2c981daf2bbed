-- Papers are counted once in this table, because each paper is in many populations, periods and topics.
-- The papers of each year are counted, and periods take the counts of their years.
{{ config(materialized='ephemeral') }}

with members as (
    select
        definition,
        source,
        vintage,
        cast(extract(year from period_start) as integer) as year,
        paper_key,
        team_class,
        has_industry
    from {{ ref('int_papers__periods') }}
    where venue is null and is_year and definition in ('accepted', 'complete_teams')
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
years as (
    select
        members.* exclude (paper_key),
        levels.* exclude (work_key),
        count(*) as works
    from members
    inner join levels on members.paper_key = levels.work_key
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
