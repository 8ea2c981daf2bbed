-- Each distinct affiliation string, classified once: by the firmest entries of the dictionary that it
-- holds, or by an override.
with matches as (
    select
        matches.affiliation_id,
        matches.first_place,
        names.entry_id,
        names.evidence,
        names.priority,
        names.sector,
        names.sector != 'unknown' as is_known,
        case when names.organisation is null then 100000 else 0 end - names.word_count as rank_in_place
    from {{ ref('int_affiliations__matches') }} as matches
    inner join {{ ref('int_organisation_names') }} as names on matches.entry_id = names.entry_id
    where names.sector != 'none'
),

firmest as (
    select affiliation_id, min(priority) as priority
    from matches
    group by affiliation_id
),

decided as (
    select
        matches.affiliation_id,
        {% for sector in known_sectors() %}
        bool_or(matches.sector = '{{ sector }}') as has_{{ sector }},
        {% endfor %}
        {{ joined_texts('matches.evidence', ' + ') }} as evidence,
        -- The organisation is the first that the dictionary knows by name.
        min_by(matches.entry_id, matches.rank_in_place + 100 * matches.first_place) as leading_entry
    from matches
    inner join firmest on matches.affiliation_id = firmest.affiliation_id and matches.priority = firmest.priority
    where matches.is_known
    group by matches.affiliation_id
),

chosen as (
    select
        strings.affiliation,
        strings.mentions,
        {{ normalise_words('strings.parts') }} as normalised,
        {% for sector in known_sectors() %}
        case
            when overrides.affiliation is null then coalesce(decided.has_{{ sector }}, false)
            else {{ contains('overrides.sectors', "'" ~ sector ~ "'") }}
        end as has_{{ sector }},
        {% endfor %}
        names.organisation,
        names.ror_id,
        names.country_code,
        coalesce('override:' || overrides.reason, decided.evidence, 'none') as evidence,
        case when overrides.affiliation is null then names.evidence_kind else 'override' end as leading_kind
    from {{ ref('int_affiliations__normalised') }} as strings
    left join decided on strings.affiliation_id = decided.affiliation_id
    left join {{ ref('int_organisation_names') }} as names on decided.leading_entry = names.entry_id
    left join {{ ref('affiliation_override') }} as overrides on strings.affiliation = overrides.affiliation
),

labelled as (
    select
        *,
        {{ joined_sectors('chosen') }} as sectors,
        has_government or has_nonprofit or has_other as has_other_research
    from chosen
),

-- A string of several sectors is a harder case than one of one.
graded as (
    select
        *,
        coalesce(leading_kind, 'none')
        || case when {{ contains('sectors', "'+'") }} then ', several sectors' else '' end as evidence_kind
    from labelled
)

select
    graded.affiliation,
    graded.mentions,
    graded.normalised,
    graded.has_academia,
    graded.has_industry,
    graded.has_government,
    graded.has_nonprofit,
    graded.has_other as has_other_sector,
    graded.has_other_research as has_other,
    graded.sectors,
    graded.organisation,
    graded.ror_id,
    graded.country_code,
    graded.evidence,
    graded.evidence_kind,
    confidence.confidence
from graded
left join {{ ref('evidence_confidence') }} as confidence on graded.evidence_kind = confidence.evidence_kind
