with answers as (
    select classified.* exclude (step), strings.mentions
    from {{ ref('int_affiliations__classified') }} as classified
    inner join {{ ref('int_affiliations__strings') }} as strings on classified.affiliation = strings.affiliation
    union all by name
    select *, 'a reduced list' as evidence, 'reduced list' as evidence_kind
    from {{ ref('int_affiliations__reduced') }}
),

flags as (
    select *, string_split(sectors, '+') as named
    from answers
)

select
    flags.affiliation, flags.mentions,
    list_contains(flags.named, 'academia') as has_academia,
    list_contains(flags.named, 'industry') as has_industry,
    list_contains(flags.named, 'government') as has_government,
    list_contains(flags.named, 'nonprofit') as has_nonprofit,
    list_contains(flags.named, 'other') as has_other_sector,
    list_has_any(flags.named, ['government', 'nonprofit', 'other']) as has_other,
    flags.sectors, flags.organisation, flags.ror_id, flags.country_code, flags.evidence, flags.evidence_kind,
    flags.confidence
from flags
