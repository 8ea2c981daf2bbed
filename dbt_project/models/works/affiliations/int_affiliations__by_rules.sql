-- Strings have the sectors of their strongest entries, or of an override.
with
-- The longest name wins: a name that contains a comma hides the shorter entries inside it.
covered as (
    select crossings.affiliation_id, parts.place, matches.entry_id, matches.first_place
    from {{ ref('int_affiliations__cross_part_matches') }} as crossings
    inner join {{ ref('int_affiliations__comma_parts') }} as parts on crossings.affiliation_id = parts.affiliation_id
    inner join {{ ref('int_affiliations__matches') }} as matches
        on parts.part_id = matches.part_id and crossings.priority <= matches.priority
    where
        (parts.place = crossings.place and matches.first_place >= crossings.first_place)
        or (parts.place = crossings.place + 1 and matches.last_place <= crossings.right_words)
        or (parts.place = crossings.place + 2 and matches.last_place <= crossings.third_words)
),

found as (
    select parts.affiliation_id, parts.place, matches.entry_id, matches.first_place, matches.priority
    from {{ ref('int_affiliations__comma_parts') }} as parts
    inner join {{ ref('int_affiliations__matches') }} as matches on parts.part_id = matches.part_id
    left join covered
        on
            parts.affiliation_id = covered.affiliation_id
            and parts.place = covered.place
            and matches.entry_id = covered.entry_id
            and matches.first_place = covered.first_place
    where covered.affiliation_id is null
    union all
    select affiliation_id, place, entry_id, first_place, priority
    from {{ ref('int_affiliations__cross_part_matches') }}
),

-- One number orders the entries of a string by priority, then by position, then by order in the dictionary.
ranked as (
    select
        found.affiliation_id,
        found.priority,
        names.sector,
        -- Each field has a fixed number of digits, so that one comparison orders by all of them.
        found.priority * 100000000000000
        + names.vagueness * 10000000000000
        + cast(least(found.place, 999) as bigint) * 10000000000
        + cast(least(found.first_place, 999) as bigint) * 10000000
        + names.entry_id as entry_rank
    from found
    inner join {{ ref('int_organisation_names') }} as names on found.entry_id = names.entry_id
    where names.sector != 'none'
),

firmest as (
    select
        affiliation_id,
        {% for sector in known_sectors() %}
        min(entry_rank) filter (where sector = '{{ sector }}') as {{ sector }}_rank,
        {% endfor %}
        min(priority) as priority,
        min(entry_rank) as entry_rank
    from ranked
    group by affiliation_id
),

-- A string has a sector if its leading entry has the highest priority of the string.
decided as (
    select
        firmest.affiliation_id,
        {% for sector in known_sectors() %}
        firmest.{{ sector }}_rank,
        coalesce(firmest.{{ sector }}_rank < (firmest.priority + 1) * 100000000000000, false) as has_{{ sector }},
        {% endfor %}
        names.organisation,
        names.ror_id,
        names.country_code,
        names.evidence,
        names.evidence_kind
    from firmest
    inner join {{ ref('int_organisation_names') }} as names on firmest.entry_rank % 10000000 = names.entry_id
    -- The leading entry may state that the string has no known sector.
    where names.sector != 'unknown'
),

-- An entry may state that the string has no organisation, such as `double-blind`. It may also state that
-- words with the name of an organisation do not mean it, such as `Intel Street`.
withheld as (
    select firmest.affiliation_id
    from firmest
    inner join {{ ref('int_organisation_names') }} as names on firmest.entry_rank % 10000000 = names.entry_id
    where names.sector = 'unknown' and firmest.priority <= 3
    union
    select found.affiliation_id
    from found
    inner join {{ ref('int_organisation_names') }} as names on found.entry_id = names.entry_id
    -- Later parts are mostly an address, so they do not count as evidence for the sector of the first part.
    where names.sector = 'none' and found.place = 1
),

-- If a string has several sectors, its evidence is the leading entry of each sector.
sector_leaders as (
    select
        affiliation_id,
        unnest([
            {% for sector in known_sectors() -%}
            case when has_{{ sector }} then {{ sector }}_rank % 10000000 end {{- ',' if not loop.last }}
            {% endfor %}
        ]) as entry_id
    from decided
    where {{ sector_count('decided') }} > 1
),

joint as (
    select
        sector_leaders.affiliation_id,
        string_agg(distinct names.evidence, ' + ' order by names.evidence) as evidence
    from sector_leaders
    inner join {{ ref('int_organisation_names') }} as names on sector_leaders.entry_id = names.entry_id
    group by sector_leaders.affiliation_id
),

chosen as (
    select
        strings.affiliation_id,
        strings.affiliation,
        strings.mentions,
        strings.is_printed,
        overrides.affiliation is null and decided.affiliation_id is null and withheld.affiliation_id is null as is_open,
        {% for sector in known_sectors() %}
        case
            when overrides.affiliation is null then coalesce(decided.has_{{ sector }}, false)
            else contains(overrides.sectors, '{{ sector }}')
        end as has_{{ sector }},
        {% endfor %}
        decided.organisation,
        decided.ror_id,
        decided.country_code,
        coalesce('override:' || overrides.reason, joint.evidence, decided.evidence, 'none') as evidence,
        case
            when overrides.affiliation is null then coalesce(decided.evidence_kind, 'none') else 'override'
        end as leading_kind
    from {{ ref('int_affiliations__strings') }} as strings
    left join decided on strings.affiliation_id = decided.affiliation_id
    left join joint on strings.affiliation_id = joint.affiliation_id
    left join withheld on strings.affiliation_id = withheld.affiliation_id
    left join {{ ref('affiliation_override') }} as overrides on strings.affiliation = overrides.affiliation
),

-- A string of several sectors is harder than a string of one, so it has its own confidence.
graded as (
    select
        *,
        {{ joined_sectors('chosen') }} as sectors,
        leading_kind
        || case when {{ sector_count('chosen') }} > 1 then ', several sectors' else '' end as evidence_kind
    from chosen
)

select
    graded.affiliation_id,
    graded.affiliation,
    graded.mentions,
    graded.is_printed,
    graded.is_open,
    graded.has_academia,
    graded.has_industry,
    graded.has_government,
    graded.has_nonprofit,
    graded.has_other as has_other_sector,
    graded.has_government or graded.has_nonprofit or graded.has_other as has_other,
    graded.sectors,
    graded.organisation,
    graded.ror_id,
    graded.country_code,
    graded.evidence,
    graded.evidence_kind,
    confidence.confidence
from graded
left join {{ ref('evidence_confidence') }} as confidence on graded.evidence_kind = confidence.evidence_kind
