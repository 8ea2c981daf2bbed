-- E-mail domains decide before what was learned from names, and after the rules.
with answers as (
    select
        classified.affiliation, strings.mentions,
        coalesce(domains.sector, classified.sectors) as sectors,
        case when domains.sector is null then classified.organisation end as organisation,
        case when domains.sector is null then classified.ror_id end as ror_id,
        case when domains.sector is null then classified.country_code end as country_code,
        coalesce(domains.evidence, classified.evidence) as evidence,
        case when domains.sector is null then classified.evidence_kind else 'e-mail domain' end as evidence_kind,
        case when domains.sector is null then classified.confidence else domains.confidence end as confidence
    from {{ ref('int_affiliations__classified') }} as classified
    inner join {{ ref('int_affiliations__strings') }} as strings on classified.affiliation = strings.affiliation
    left join {{ ref('int_affiliations__domains') }} as domains on classified.affiliation = domains.affiliation
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
