-- The class of the makers of a model's bases: of the models of these names on the same list, else on the newest list
-- before it.
with bases as (
    select
        model_id,
        source,
        vintage,
        match_key(unnest(regexp_split_to_array(base_model, ' *, *'))) as name_key
    from {{ ref('int_models') }}
    where base_model is not null
),

named as (
    select
        *,
        match_key(model) as name_key
    from {{ ref('int_models') }}
),

found as (
    select
        bases.model_id,
        named.has_academia,
        named.has_industry,
        named.has_other
    from bases
    left join named
        on bases.source = named.source and bases.name_key = named.name_key and named.vintage <= bases.vintage
    qualify row_number() over (
        partition by bases.model_id, bases.name_key
        order by named.vintage desc nulls last, named.list = 'notable' desc, named.model_id
    ) = 1
)

select
    model_id,
    {{ team_class(
        'coalesce(bool_or(has_academia), false)',
        'coalesce(bool_or(has_industry), false)',
        'coalesce(bool_or(has_other), false)'
    ) }} as base_class
from found
group by model_id
