with labels as (
    select papers.paper_key, labels.split, labels.topics
    from {{ ref('topic_label') }} as labels
    inner join {{ ref('int_papers') }} as papers
        on
            labels.venue = papers.venue
            and labels.year = papers.year
            and labels.title = trim(regexp_replace(papers.title, '\s+', ' ', 'g'))
    where papers.is_latest and papers.outcome = 'accepted'
),

right_topics as (
    select paper_key, split, unnest(string_split(topics, ';')) as topic
    from labels
),

tagged as (
    select labels.paper_key, labels.split, tags.topic
    from labels
    inner join {{ ref('int_works__topics') }} as tags
        on labels.paper_key = tags.work_key and tags.entity = 'papers'
)

select
    coalesce(tagged.paper_key, right_topics.paper_key) as paper_key,
    coalesce(tagged.split, right_topics.split) as split,
    coalesce(tagged.topic, right_topics.topic) as topic,
    tagged.topic is not null as is_tagged,
    right_topics.topic is not null as is_right
from tagged
full outer join right_topics
    on tagged.paper_key = right_topics.paper_key and tagged.topic = right_topics.topic
