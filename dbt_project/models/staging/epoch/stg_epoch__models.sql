-- A list of one's own, which has some of the columns, counts only where no list of the publisher is stored, so no
-- number rests on both. Two files of the same list and date are two states of the list on that day. The file with more
-- rows counts.
with raw as (
    select
        'epoch' as source,
        *
    from {{ source('raw', 'epoch_models') }}
    semi join ({{ kept_vintages('epoch_models') }}) as kept using (vintage)
    union all by name
    select
        'own_models' as source,
        * replace (nullif(lower(trim(notability_criteria)), 'no') as notability_criteria)
    from {{ source('raw', 'own_models_models') }}
    semi join ({{ kept_vintages('own_models_models') }}) as kept using (vintage)
    where not exists (select 1 from {{ source('raw', 'epoch_models') }})
),

parts as (
    select
        raw.snapshot_id,
        raw.part,
        bool_or(raw.inclusion_criteria_met is not null) as has_criteria_met,
        bool_or(raw.model_accessibility is not null) as has_labels,
        bool_or(coalesce(raw.model_accessibility, raw.open_model_weights) is not null) as has_accessibility,
        bool_or(raw.country is not null) as has_country,
        bool_or(raw.base_model is not null) as has_base_model
    from raw
    group by raw.snapshot_id, raw.part, raw.vintage
    qualify row_number() over (partition by raw.vintage, raw.part order by count(*) desc, raw.snapshot_id desc) = 1
)

select
    raw.snapshot_id || ':' || raw.part || ':' || cast(raw.source_row as varchar)
        as model_id,
    raw.source,
    raw.vintage,
    raw.part as list,
    raw.snapshot_id,
    raw.source_row,
    nullif(regexp_replace(raw.model, '^\s+|\s+$', '', 'g'), '') as model,
    nullif(trim(raw.organization), '') as organization,
    nullif(trim(raw.organization_categorization), '') as organization_categorization,
    raw.publication_date,
    raw.domain,
    raw.reference,
    raw.link,
    raw.notability_criteria,
    lower(raw.inclusion_criteria_met) = 'yes' as is_criteria_met,
    coalesce(raw.exclude, '') = '1' as is_excluded,
    raw.training_compute_flop,
    raw.training_compute_lower_bound,
    raw.training_compute_upper_bound,
    raw.confidence,
    raw.parameters,
    raw.country,
    -- A list without labels of accessibility may still say whether the weights are open.
    case when parts.has_labels then raw.model_accessibility
        else 'open model weights: ' || raw.open_model_weights end as model_accessibility,
    nullif(trim(raw.training_hardware), '') as training_hardware,
    raw.hardware_quantity,
    -- The value is a share of the peak, but one list has a percentage among the shares.
    case when raw.hardware_utilization > 0 and raw.hardware_utilization <= 1 then raw.hardware_utilization end
        as hardware_utilization,
    nullif(trim(raw.base_model), '') as base_model,
    parts.has_criteria_met,
    parts.has_accessibility,
    parts.has_country,
    parts.has_base_model
from raw
inner join parts on raw.snapshot_id = parts.snapshot_id and raw.part = parts.part
