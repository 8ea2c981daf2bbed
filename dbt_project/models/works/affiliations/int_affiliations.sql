-- The sectors of each string from the first step that finds one: the rules, the rules on its words after glued words
-- are divided, the e-mail domains of its authors, the regression learned from names.
{% set flags = ['has_academia', 'has_industry', 'has_government', 'has_nonprofit', 'has_other_sector'] %}
with readings as (
    select affiliation, {{ second_reading('affiliation') }} as reading
    from {{ ref('int_affiliations__by_rules') }}
    where is_printed and is_open
),

second_answers as (
    select
        readings.affiliation,
        second.sectors,
        {% for flag in flags -%} second.{{ flag }}, {% endfor %}
        second.organisation,
        second.ror_id,
        second.country_code,
        second.evidence || ', in a second reading' as evidence,
        second.evidence_kind,
        second.confidence
    from readings
    inner join {{ ref('int_affiliations__by_rules') }} as second on readings.reading = second.affiliation
    where second.sectors != 'unknown'
),

single_answers as (
    select affiliation, sector, evidence, evidence_kind, confidence, 1 as choice
    from {{ ref('int_affiliations__domains') }}
    union all
    select affiliation, sector, evidence, 'learned', confidence, 2
    from {{ ref('int_affiliations__learned') }}
),

preferred as (
    select
        single_answers.affiliation,
        single_answers.sector as sectors,
        {% for flag in flags -%}
        single_answers.sector = '{{ flag.removeprefix("has_").removesuffix("_sector") }}' as {{ flag }},
        {% endfor %}
        cast(null as varchar) as organisation,
        cast(null as varchar) as ror_id,
        cast(null as varchar) as country_code,
        single_answers.evidence,
        single_answers.evidence_kind,
        single_answers.confidence,
        row_number() over (partition by single_answers.affiliation order by single_answers.choice) as choice
    from single_answers
    inner join readings on single_answers.affiliation = readings.affiliation
    where single_answers.affiliation not in (select affiliation from second_answers)
),

further_answers as (
    select * from second_answers
    union all
    select affiliation, sectors, {{ flags | join(', ') }}, organisation, ror_id, country_code, evidence, evidence_kind, confidence
    from preferred
    where choice = 1
)

select
    answers.affiliation,
    answers.mentions,
    {% for column in flags + ['sectors', 'organisation', 'ror_id', 'country_code', 'evidence', 'evidence_kind', 'confidence'] -%}
    case when further.affiliation is null then answers.{{ column }} else further.{{ column }} end as {{ column }},
    {% endfor -%}
    case
        when further.affiliation is null then answers.has_other
        else further.has_government or further.has_nonprofit or further.has_other_sector
    end as has_other
from {{ ref('int_affiliations__by_rules') }} as answers
left join further_answers as further on answers.affiliation = further.affiliation
where answers.is_printed
