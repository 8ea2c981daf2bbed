with labels as (
    select model_id, unnest(regexp_split_to_array(lower(organization_categorization), ' *, *')) as label
    from {{ ref('stg_epoch__models') }}
),

sectors as (
    select
        labels.model_id,
        bool_or(sector_label.sector = 'academia') as has_academia,
        bool_or(sector_label.sector = 'industry') as has_industry,
        bool_or(sector_label.sector in ('government', 'nonprofit', 'other')) as has_other
    from labels
    inner join {{ ref('sector_label') }} as sector_label on labels.label = sector_label.label
    group by labels.model_id
),

owned as (
    select distinct source, vintage, model_id, owner_key
    from {{ ref('int_models__organizations') }}
),

owners as (
    select model_id, owner_key, count(*) over (partition by source, vintage, owner_key) as models
    from owned
),

ranked_owners as (
    select
        model_id,
        owner_key,
        row_number() over (partition by model_id order by models desc, owner_key) as owner_rank
    from owners
)

select
    models.*,
    -- The main owner is the owner with most models of the vintage. A model without an organisation has an
    -- owner of its own.
    coalesce(ranked_owners.owner_key, models.model_id) as main_owner,
    coalesce(sectors.has_academia, false) as has_academia,
    coalesce(sectors.has_industry, false) as has_industry,
    coalesce(sectors.has_other, false) as has_other,
    {{ team_class(
        'coalesce(sectors.has_academia, false)',
        'coalesce(sectors.has_industry, false)',
        'coalesce(sectors.has_other, false)'
    ) }} as team_class,
    log10(case when models.training_compute_flop > 0 then models.training_compute_flop end) as log10_flop,
    cast(extract(year from models.publication_date) as integer) as year,
    extract(year from models.publication_date)
    + (extract(doy from models.publication_date) - 1.0)
    / extract(doy from cast(
        cast(extract(year from models.publication_date) as varchar) || '-12-31'
        as date
    )) as year_fraction
from {{ ref('stg_epoch__models') }} as models
left join sectors on models.model_id = sectors.model_id
left join ranked_owners on models.model_id = ranked_owners.model_id and ranked_owners.owner_rank = 1
