-- A vintage with a notable list and a list of all models is one file of both. A model in both lists keeps the
-- row of the notable list, because the populations come from there.
with keyed as (
    select
        model_id,
        source,
        vintage,
        list,
        nullif(match_key(model), '') as name_key,
        nullif(match_key(reference), '') as reference_key,
        publication_date,
        organization,
        training_compute_flop,
        -- If a duplicate has the spelling of the notable list, it is the same row of the publisher.
        list <> 'notable' as is_outside_notable,
        not bool_or(list = 'notable') over (partition by source, vintage, model) as is_unlisted
    from {{ ref('int_models') }}
    where list in ('notable', 'sheet', 'all')
),

numbered as (
    select
        *,
        row_number() over (
            partition by source, vintage, list, name_key
            order by
                publication_date nulls last, organization, is_outside_notable, is_unlisted, training_compute_flop,
                model_id
        ) as repeat_number
    from keyed
),

members as (
    select
        'notable' as definition,
        numbered.*
    from numbered
    left join numbered as notable
        on
            numbered.list = 'all'
            and notable.list = 'notable'
            and numbered.source = notable.source
            and numbered.vintage = notable.vintage
            and numbered.name_key = notable.name_key
            and numbered.repeat_number = notable.repeat_number
    where notable.model_id is null
    union all
    select
        'all_models',
        numbered.*
    from numbered
    where list = 'all'
)

select
    definition,
    source,
    vintage,
    model_id,
    name_key,
    -- A short title may belong to several papers.
    case when length(reference_key) >= 15 then reference_key end as reference_key,
    publication_date,
    organization,
    row_number() over (
        partition by definition, source, vintage, name_key
        order by
            publication_date nulls last, organization, is_outside_notable, is_unlisted, training_compute_flop,
            model_id
    ) as repeat_number
from members
