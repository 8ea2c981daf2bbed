-- A label outside the table keeps a null sector.
{{ config(**by_vintage()) }}

with labels as (
    {{ split_rows(
        new_vintages_of(ref('stg_epoch__models')), 'model_id, source, vintage', 'organization_categorization', ' *, *', 'position'
    ) }}
    where organization_categorization is not null
)

select
    labels.model_id,
    labels.source,
    labels.vintage,
    labels.position,
    lower(labels.piece) as label,
    sector_label.sector
from labels
left join {{ ref('sector_label') }} as sector_label on lower(labels.piece) = sector_label.label
