-- Names of companies and of smaller kinds of institutions are often common words. Such a name must fill a
-- part of the string; a single word must fill the first part. Acronyms are left out.
with labels as (
    {{ unnest_rows(ref('stg_ror__organizations'), 'ror_id, name, country_code', 'names', 'label') }}
),

printed as (
    select
        ror_id,
        name as organisation,
        country_code,
        label.value as label,
        trim({{ replace_all('label.value', ' *[(][^)]*[)] *$', '') }}) as printed
    from labels
    where not coalesce(label.is_acronym, false)
),

-- Without the bracket that names a branch or place, a label may mean any organisation of that name. Every
-- university has a Faculty of Engineering.
shaped as (
    select
        *,
        printed = trim(label) and not {{ matches('lower(printed)', generic_name()) }} as is_own_name,
        length(printed) - length(replace(printed, ' ', '')) + 1 as word_count
    from printed
),

candidates as (
    select distinct
        lower(shaped.printed) as printed,
        case
            when sectors.sector = 'academia' and shaped.word_count >= 3 then 'word'
            when sectors.sector = 'academia' and {{ matches("lower(shaped.printed)", "'universi'") }} then 'word'
            -- A single word such as Engineering rarely means the company of that name.
            when shaped.word_count = 1 then 'first'
            else 'part'
        end as scope,
        case when shaped.word_count = 1 then 2 else sectors.priority end as priority,
        sectors.sector,
        shaped.is_own_name,
        shaped.organisation,
        shaped.ror_id,
        shaped.country_code
    from shaped
    inner join {{ ref('int_organisation_names__ror_sectors') }} as sectors on shaped.ror_id = sectors.ror_id
    where length(shaped.printed) >= 7
),

preferred as (
    select
        *,
        is_own_name or not bool_or(is_own_name) over (partition by printed) as is_meant
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
group by printed
having count(distinct sector) = 1
