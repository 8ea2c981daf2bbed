-- How much compute the topics of each paper take: the mean and the largest, by each measure of a topic.
with measures as (
    select
        source,
        topic,
        period,
        max(intensity) as compute
    from {{ ref('int_topic_join') }}
    where is_fitted
    group by source, topic, period
),

papers as (
    select
        works.source,
        works.vintage,
        works.paper_key,
        works.team_class,
        works.has_industry,
        papers.has_academia,
        papers.venue,
        papers.year,
        fixed.period as fixed_period
    from {{ ref('int_papers__periods') }} as works
    inner join {{ ref('int_papers') }} as papers on works.paper_key = papers.paper_key
    left join {{ ref('int_periods') }} as fixed
        on papers.year between fixed.first_year and fixed.last_year and not fixed.is_year and fixed.first_year > 0
    where works.definition = 'accepted' and works.venue is null and works.is_year
        -- Other sources have no lists that a jackknife could omit.
        and works.source = 'lists'
),

-- Topics whose abstracts often name accelerators, in place of the compute of models.
accelerators as (
    select
        papers.source,
        tags.topic,
        count(*) filter (where named.has_accelerator) / count(named.has_accelerator) as share
    from papers
    inner join {{ ref('int_papers__accelerators') }} as named on papers.paper_key = named.paper_key
    inner join {{ ref('int_works__topics') }} as tags on papers.paper_key = tags.work_key and tags.entity = 'papers'
    group by papers.source, tags.topic
    having
        count(named.has_accelerator) >= {{ smallest_topic() }}
        and count(*) filter (where papers.team_class <> 'unknown') >= {{ smallest_topic() }}
),

means as (
    select
        papers.source,
        papers.paper_key,
        papers.fixed_period,
        avg(whole.compute order by whole.compute) as of_all_years,
        max(whole.compute) as of_all_years_largest,
        avg(own.compute order by own.compute) as of_period,
        max(own.compute) as of_period_largest,
        avg(accelerators.share order by accelerators.share) as accelerators,
        max(accelerators.share) as accelerators_largest,
        bool_or(groups.topic_group is not distinct from 'foundation_models') as foundation_models
    from papers
    inner join {{ ref('int_works__topics') }} as tags on papers.paper_key = tags.work_key and tags.entity = 'papers'
    left join measures as whole
        on papers.source = whole.source and tags.topic = whole.topic and whole.period = 'all'
    left join measures as own
        on papers.source = own.source and tags.topic = own.topic and papers.fixed_period = own.period
    left join accelerators on papers.source = accelerators.source and tags.topic = accelerators.topic
    left join {{ ref('topic') }} as groups on tags.topic = groups.topic
    group by papers.source, papers.paper_key, papers.fixed_period
)

select
    papers.*,
    coalesce(venues.subject = 'machine learning', false) as is_machine_learning,
    means.* exclude (source, paper_key, fixed_period),
    means.of_all_years >= quantile_disc(means.of_all_years, 2 / 3) over (partition by means.source) as intensive_third
from papers
inner join means on papers.paper_key = means.paper_key
left join {{ ref('stg_venues__venues') }} as venues on papers.venue = venues.venue
