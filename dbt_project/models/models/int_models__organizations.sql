-- Three kinds of comma belong to a name: before the legal form of a company, inside quotes, and before a space if the
-- same cell has commas without one. The publisher joins names by a bare comma since December 2023.
{% set company = '(?i) *, *(co|company|corp|corporation|inc|incorporated|llc|llp|ltd|limited|plc|pte|pty|gmbh)\\b' %}

with cells as (
    select
        model_id,
        source,
        vintage,
        regexp_replace(organization, '{{ company }}', '␟\1', 'g') as cell
    from {{ ref('stg_epoch__models') }}
),

pieces as (
    select
        model_id,
        source,
        vintage,
        unnest(regexp_extract_all(
            case when regexp_matches(cell, ',[^ ]') then replace(cell, ', ', '␟') else cell end, '(?:"[^"]*"|[^,"])+'
        )) as piece
    from cells
),

names as (
    select
        model_id,
        source,
        vintage,
        trim(replace(replace(replace(piece, '"', ''), '␟', ', '), chr(10), ' ')) as organization
    from pieces
),

keyed as (
    select
        model_id,
        source,
        vintage,
        {{ organization_key('organization') }} as organization_key,
        min(organization) as organization
    from names
    where organization <> ''
    group by model_id, source, vintage, {{ organization_key('organization') }}
)

select
    keyed.model_id,
    keyed.source,
    keyed.vintage,
    keyed.organization,
    keyed.organization_key,
    coalesce(organization_owner.owner, keyed.organization) as owner,
    {{ organization_key('coalesce(organization_owner.owner, keyed.organization)') }} as owner_key
from keyed
left join {{ ref('organization_owner') }} as organization_owner
    on keyed.organization_key = {{ organization_key('organization_owner.organization') }}
