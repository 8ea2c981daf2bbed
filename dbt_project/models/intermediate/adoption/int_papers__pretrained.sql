{{ config(**by_snapshot()) }}

with texts as (
    select
        work_key as paper_id,
        year,
        title || ' | ' || abstract as text
    from {{ ref('int_works__texts') }}
    where entity = 'papers' and length(trim(abstract)) > 0 and {{ is_new_snapshot() }}
),

naming as (
    select
        paper_id,
        year,
        {{ extract_all('text', names_pattern(ref('pretrained_model_name'))) }} as names
    from texts
),

printed as (
    {{ unnest_rows('naming', 'paper_id, year', 'names', 'name') }}
),

mentions as (
    select distinct
        printed.paper_id,
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
),

-- Only works that have a name with other meanings are divided into words, because that takes longer than the
-- search.
words as (
    select
        paper_id,
        ' ' || {{ replace_all('lower(text)', '[^a-z0-9]+', ' ') }} as words
    from texts
    where paper_id in (select paper_id from mentions where context is not null)
),

-- A name with other meanings counts only next to a word of its context.
guarded as (
    select
        mentions.paper_id,
        mentions.model
    from mentions
    inner join words on mentions.paper_id = words.paper_id
    inner join {{ ref('pretrained_context') }} as contexts
        on
            mentions.context = contexts.context
            and {{ contains('words.words', "' ' || contexts.word") }}
)

select paper_id, model from mentions where context is null
union
select paper_id, model from guarded
