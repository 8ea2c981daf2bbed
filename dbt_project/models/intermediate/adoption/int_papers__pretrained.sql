with texts as (
    select
        papers.paper_id,
        papers.year,
        coalesce(papers.title, '') || ' | ' || abstracts.abstract as text
    from {{ ref('int_papers') }} as papers
    inner join {{ ref('int_papers__abstracts') }} as abstracts on papers.paper_id = abstracts.paper_id
),

found as (
    select
        paper_id,
        year,
        text,
        {{ extract_all('text', names_pattern(ref('pretrained_model_name'))) }} as names
    from texts
),

naming as (
    select
        paper_id,
        year,
        names,
        ' ' || {{ replace_all('lower(text)', '[^a-z0-9]+', ' ') }} as words
    from found
    where {{ list_size('names') }} > 0
),

printed as (
    {{ unnest_rows('naming', 'paper_id, year, words', 'names', 'name') }}
),

mentions as (
    select distinct
        printed.paper_id,
        printed.words,
        names.model,
        names.context
    from printed
    inner join {{ ref('pretrained_model_name') }} as names
        on
            lower({{ name_key('printed.name') }}) = lower({{ name_key('names.name') }})
            and (not names.is_case_sensitive or {{ name_key('printed.name') }} = {{ name_key('names.name') }})
    inner join {{ ref('int_pretrained_models') }} as models
        on
            names.model = models.model
            -- Before the release of the model, its name means something else.
            and models.released_year <= printed.year
)

select distinct
    mentions.paper_id,
    mentions.model
from mentions
left join {{ ref('pretrained_context') }} as contexts
    on
        mentions.context = contexts.context
        and {{ contains('mentions.words', "' ' || contexts.word") }}
-- A name with other meanings counts only next to a word of its context.
where mentions.context is null or contexts.word is not null
