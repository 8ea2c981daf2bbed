with pieces as (
    select model_id, source, vintage, unnest({{ organization_names('organization') }}) as piece
    from {{ ref('stg_epoch__models') }}
),

names as (
    select model_id, source, vintage, {{ organization_name('piece') }} as organization
    from pieces
),

keyed as (
    select
        model_id, source, vintage,
        {{ organization_key('organization') }} as organization_key,
        min(organization) as organization
    from names
    where organization <> ''
    group by model_id, source, vintage, {{ organization_key('organization') }}
)

select
    keyed.model_id, keyed.source, keyed.vintage, keyed.organization, keyed.organization_key,
    coalesce(organization_owner.owner, keyed.organization) as owner,
    {{ organization_key('coalesce(organization_owner.owner, keyed.organization)') }} as owner_key
from keyed
left join {{ ref('organization_owner') }} as organization_owner
    on keyed.organization_key = {{ organization_key('organization_owner.organization') }}
