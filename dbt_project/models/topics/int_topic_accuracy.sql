-- Topics of labelled works, by the labels and by the tags.
with labelled as (
    select
        papers.paper_key,
        labels.split,
        labels.topics
    from {{ ref('topic_label') }} as labels
    inner join {{ ref('int_papers') }} as papers
        on
            labels.venue = papers.venue
            and labels.year = papers.year
            and labels.title = trim(regexp_replace(papers.title, '\s+', ' ', 'g'))
    where papers.is_latest and papers.outcome = 'accepted'
),

topics as (
    select
        paper_key,
        split,
        unnest(string_split(topics, ';')) as topic,
        false as is_tagged,
        true as is_right
    from labelled
    union all
    select
        labelled.paper_key,
        labelled.split,
        tags.topic,
        true as is_tagged,
        false as is_right
    from labelled
    inner join {{ ref('int_works__topics') }} as tags
        on labelled.paper_key = tags.work_key and tags.entity = 'papers'
),

works as (
    select
        paper_key,
        split,
        topic,
        bool_or(is_tagged) as is_tagged,
        bool_or(is_right) as is_right
    from topics
    group by all
),

counts as (
    select
        split,
        topic,
        count(*) filter (where is_tagged) as n_tagged,
        count(*) filter (where is_right) as n_right,
        count(*) filter (where is_tagged and is_right) as k
    from works
    group by grouping sets ((split, topic), (split))
)

select
    *,
    k * 1.0 / nullif(n_tagged, 0) as precision,
    k * 1.0 / nullif(n_right, 0) as recall,
    -- Topics with less precise tags carry a caveat.
    coalesce(k < 0.8 * n_tagged, false) as is_imprecise
from counts
