-- Names of companies and of smaller kinds of institutions are often common words. They must fill a part of the
-- string, and the first part if they are a single word. An acronym of four capitals or more must fill the first part,
-- and counts only if nothing else is found. A name of fields and units, such as `Institute of Physics`, is left out,
-- unless its organisation is academic.
with labels as (
    select ror_id, name, country_code, unnest(names) as label
    from {{ ref('stg_ror__organizations') }}
),

printed as (
    select
        ror_id,
        name as organisation,
        country_code,
        label.value as label,
        coalesce(label.is_acronym, false) as is_acronym,
        trim(regexp_replace(label.value, ' *[(][^)]*[)] *$', '', 'g')) as printed
    from labels
),

-- Without the bracket that names a branch or place, a label may mean any organisation of that name. Every
-- university has a Faculty of Engineering.
shaped as (
    select
        *,
        printed = trim(label) and not regexp_matches(lower(printed), {{ generic_name() }}) as is_own_name,
        length(printed) - length(replace(printed, ' ', '')) + 1 as word_count
    from printed
),

candidates as (
    select distinct
        lower(shaped.printed) as printed,
        shaped.is_acronym,
        case
            when shaped.is_acronym then 'first'
            when sectors.sector = 'academia' and shaped.word_count >= 3 then 'word'
            when sectors.sector = 'academia' and regexp_matches(lower(shaped.printed), 'universi') then 'word'
            -- A single word such as Engineering rarely means the company of that name.
            when shaped.word_count = 1 then 'first'
            else 'part'
        end as scope,
        case when shaped.is_acronym then 6 when shaped.word_count = 1 then 2 else sectors.priority end as priority,
        sectors.sector,
        shaped.is_own_name,
        shaped.organisation,
        shaped.ror_id,
        shaped.country_code
    from shaped
    inner join {{ ref('int_organisation_names__ror_sectors') }} as sectors on shaped.ror_id = sectors.ror_id
    where
        case
            when shaped.is_acronym then regexp_matches(shaped.printed, '^[A-Z][A-Z0-9-]{2,}[A-Z0-9]$')
            else length(shaped.printed) >= 7
        end
        and (
            sectors.sector = 'academia'
            or not regexp_matches(replace(lower(shaped.printed), '&', 'and'), {{ name_of_a_unit() }})
        )
),

preferred as (
    select
        *,
        is_own_name or not bool_or(is_own_name) over (partition by printed) as is_meant,
        is_acronym and not bool_and(is_acronym) over (partition by printed) as is_hidden
    from candidates
)

-- A name that two sectors share decides no sector. A name that two organisations share identifies neither of
-- them.
select
    printed,
    -- In alphabetical order the strictest scope is the first: first, part, word.
    min(scope) as scope,
    -- A shared name has the priority of its weakest organisation.
    max(priority) as priority,
    min(sector) as sector,
    bool_or(is_own_name) as is_own_name,
    bool_and(is_acronym) as is_acronym,
    {% for column in ['organisation', 'ror_id'] -%}
    case
        when count(distinct ror_id) filter (where is_meant) = 1 then min({{ column }}) filter (where is_meant)
    end as {{ column }},
    {% endfor -%}
    case
        when count(distinct country_code) filter (where is_meant) = 1
            then min(country_code) filter (where is_meant)
    end as country_code
from preferred
-- A name decides before an acronym of the same letters.
where not is_hidden
group by printed
having count(distinct sector) = 1
