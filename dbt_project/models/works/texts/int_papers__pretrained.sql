-- A work with an abstract is searched twice, because every list has titles, and only some have abstracts.
with texts as (
    select work_key as paper_key, year, 'title' as searched, title as text
    from {{ ref('int_works__texts') }}
    where entity = 'papers'
    union all
    select work_key, year, 'abstract', title || ' | ' || abstract
    from {{ ref('int_works__texts') }}
    where entity = 'papers' and length(trim(abstract)) > 0
),

-- A text stays in the row of its names, so that it is read once.
naming as (
    select
        paper_key,
        year,
        searched,
        text,
        regexp_extract_all(text, '{{ names_pattern(ref('pretrained_model_name')) }}', 0) as names
    from texts
),

printed as (
    select paper_key, year, searched, text, unnest(names) as name
    from naming
),

mentions as (
    select
        printed.paper_key,
        printed.searched,
        printed.text,
        names.model,
        names.context
    from printed
    inner join {{ ref('pretrained_model_name') }} as names
        on
            lower({{ name_key('printed.name') }}) = lower({{ name_key('names.name') }})
            and (not names.is_case_sensitive or {{ name_key('printed.name') }} = {{ name_key('names.name') }})
    inner join {{ ref('pretrained_model') }} as models
        on
            names.model = models.model
            -- Before the release of the model, its name means something else.
            and cast(substring(models.released, 1, 4) as integer) <= printed.year
)

-- A name with other meanings counts only in a text with a word of its context.
select distinct paper_key, model, searched
from mentions
where context is null or {{ has_context('lower(text)', 'context', ref('pretrained_context')) }}
