-- The class of the makers of a model's bases, their largest compute, and whether the model has one of these makers. The
-- bases are the models of these names on the same list, else on the newest list before it.
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
        named.model_id as base_id,
        named.has_academia,
        named.has_industry,
        named.has_other,
        named.log10_flop
    from bases
    left join named
        on bases.source = named.source and bases.name_key = named.name_key and named.vintage <= bases.vintage
    qualify row_number() over (
        partition by bases.model_id, bases.name_key
        order by named.vintage desc nulls last, named.list = 'notable' desc, named.model_id
    ) = 1
),

owners as (
    select
        model_id,
        list(owner_key) as keys
    from {{ ref('int_models__organizations') }}
    group by model_id
)

select
    found.model_id,
    case
        when coalesce(bool_or(list_has_any(makers.keys, base_makers.keys)), false) then 'own'
        when bool_or(base_makers.keys is null) then 'unknown'
        else 'another'
    end as base_maker,
    {{ team_class(
        'coalesce(bool_or(found.has_academia), false)',
        'coalesce(bool_or(found.has_industry), false)',
        'coalesce(bool_or(found.has_other), false)'
    ) }} as base_class,
    max(found.log10_flop) as base_log10_flop
from found
left join owners as makers on found.model_id = makers.model_id
left join owners as base_makers on found.base_id = base_makers.model_id
group by found.model_id
