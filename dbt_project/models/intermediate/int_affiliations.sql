-- Each distinct affiliation string, classified once: by the firmest entries of the dictionary that it
-- holds, or by an override.
with matches as (
    select
        matches.affiliation_id,
        names.kind || ':' || names.name as evidence,
        case names.kind when 'keyword' then 'keyword ' || names.priority else names.kind end as evidence_kind,
        names.priority,
        names.sector,
        names.organisation,
        names.ror_id,
        names.country_code,
        min(case when names.sector != 'none' then names.priority end)
            over (partition by matches.affiliation_id) as firmest,
        names.word_count,
        matches.first_place
    from {{ ref('int_affiliations__matches') }} as matches
    inner join {{ ref('int_organisation_names') }} as names on matches.entry_id = names.entry_id
),

deciding as (
    select
        *,
        row_number() over (
            partition by affiliation_id
            order by case when organisation is null then 1 else 0 end, first_place, word_count desc, evidence
        ) as choice
    from matches
    where priority = firmest and sector not in ('none', 'unknown')
),

decided as (
    select
        affiliation_id,
        {{ joined_texts('sector', '+') }} as sectors,
        {{ joined_texts('evidence', ' + ') }} as evidence,
        {{ joined_texts('evidence_kind', ' + ') }} as evidence_kind,
        min(case when choice = 1 then organisation end) as organisation,
        min(case when choice = 1 then ror_id end) as ror_id,
        min(case when choice = 1 then country_code end) as country_code
    from deciding
    group by affiliation_id
),

chosen as (
    select
        strings.affiliation,
        strings.mentions,
        {{ normalise_words('strings.parts') }} as normalised,
        coalesce(overrides.sectors, decided.sectors, 'unknown') as sectors,
        decided.organisation,
        decided.ror_id,
        decided.country_code,
        case
            when overrides.affiliation is not null then 'override:' || overrides.reason
            else coalesce(decided.evidence, 'none')
        end as evidence,
        case
            when overrides.affiliation is not null then 'override'
            else coalesce(decided.evidence_kind, 'none')
        end as evidence_kind
    from {{ ref('int_affiliations__normalised') }} as strings
    left join decided on strings.affiliation_id = decided.affiliation_id
    left join {{ ref('affiliation_override') }} as overrides on strings.affiliation = overrides.affiliation
)

select
    chosen.affiliation,
    chosen.mentions,
    chosen.normalised,
    {{ matches('chosen.sectors', "'academia'") }} as has_academia,
    {{ matches('chosen.sectors', "'industry'") }} as has_industry,
    {{ matches('chosen.sectors', "'government'") }} as has_government,
    {{ matches('chosen.sectors', "'nonprofit'") }} as has_nonprofit,
    {{ matches('chosen.sectors', "'other'") }} as has_other_sector,
    {{ matches('chosen.sectors', "'government|nonprofit|other'") }} as has_other,
    chosen.sectors,
    chosen.organisation,
    chosen.ror_id,
    chosen.country_code,
    chosen.evidence,
    chosen.evidence_kind,
    confidence.confidence
from chosen
left join {{ ref('evidence_confidence') }} as confidence on chosen.evidence_kind = confidence.evidence_kind
