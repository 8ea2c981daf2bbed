-- Papers are counted here once, because a paper is in many populations, periods and topics. Accepted papers of
-- fixed periods count a second time in each of their regions.
with located as (
    select distinct paper_id from {{ ref('int_papers__regions') }}
),

members as (
    select
        periods.definition,
        periods.source,
        periods.vintage,
        periods.period,
        periods.period_start,
        periods.period_end,
        periods.is_year,
        periods.paper_id,
        periods.team_class,
        periods.has_industry,
        abstracts.paper_id is not null as has_abstract,
        located.paper_id is not null as is_located
    from {{ ref('int_papers__periods') }} as periods
    left join {{ ref('int_papers__abstracts') }} as abstracts on periods.paper_id = abstracts.paper_id
    left join located on periods.paper_id = located.paper_id
    where periods.venue is null and periods.definition in ('accepted', 'complete_teams')
),

populations as (
    select *, cast(null as varchar) as region from members
    union all
    select * replace ('accepted_with_abstract' as definition), null
    from members
    where definition = 'accepted' and has_abstract
    union all
    select members.*, regions.region
    from members
    inner join {{ ref('int_papers__regions') }} as regions on members.paper_id = regions.paper_id
    where members.definition = 'accepted' and not members.is_year and regions.region <> 'elsewhere'
),

levels as (
    select work_key, topic, share, false as is_area
    from {{ ref('int_works__topics') }}
    where entity = 'papers'
    union all
    -- A work with two topics of one area is in the area once, with both parts.
    select tags.work_key, topics.parent, sum(tags.share), true
    from {{ ref('int_works__topics') }} as tags
    inner join {{ ref('topic') }} as topics on tags.topic = topics.topic
    where tags.entity = 'papers'
    group by tags.work_key, topics.parent
)

select
    populations.definition,
    populations.source,
    populations.vintage,
    populations.period,
    populations.period_start,
    populations.period_end,
    populations.region,
    populations.is_located,
    papers.year,
    populations.team_class,
    populations.has_industry,
    accelerators.has_accelerator,
    levels.topic,
    levels.is_area,
    levels.share,
    count(*) as works
from populations
inner join levels on populations.paper_id = levels.work_key
inner join {{ ref('int_papers') }} as papers on populations.paper_id = papers.paper_id
left join {{ ref('int_papers__accelerators') }} as accelerators on populations.paper_id = accelerators.paper_id
group by all
