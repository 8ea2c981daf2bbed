with entries as (
    select
        'alias' as kind,
        aliases.alias as printed,
        aliases.scope,
        aliases.priority,
        aliases.sector,
        aliases.organisation,
        coalesce(aliases.ror_id, registered.ror_id) as ror_id,
        aliases.country_code
    from {{ ref('organisation_alias') }} as aliases
    left join {{ ref('int_organisation_names__ror') }} as registered
        on
            lower(aliases.organisation) = registered.printed
            and aliases.sector = registered.sector
            and aliases.country_code = registered.country_code
    union all
    select 'keyword', pattern, scope, priority, sector, null, null, null
    from {{ ref('sector_keyword') }}
    union all
    select
        case when is_acronym then 'ror acronym' else 'ror' end,
        printed,
        scope,
        priority,
        sector,
        {% for column in ['organisation', 'ror_id', 'country_code'] -%}
        case when is_own_name then {{ column }} end{{ ',' if not loop.last }}
        {% endfor -%}
    from {{ ref('int_organisation_names__ror') }}
),

spelled as (
    select
        *,
        {{ spell_out('printed') }} as spelled
    from entries
),

normalised as (
    select
        *,
        {{ normalise_words(tidy_parts('spelled')) }} as name
    from spelled
),

-- Our own entry decides for a name that ROR has too.
owned as (
    select
        *,
        bool_or(kind = 'alias' and scope = 'word') over (partition by name) as is_owned
    from normalised
    where name != ''
),

named as (
    select
        *,
        length(name) - length(replace(name, ' ', '')) + 1 as word_count,
        -- The entry with the lower number leads at one place, so longer names get lower numbers.
        row_number() over (
            order by
                length(name) - length(replace(name, ' ', '')) desc,
                kind,
                name,
                scope,
                sector,
                organisation,
                ror_id,
                printed
        ) as entry_id
    from owned
    where kind in ('alias', 'keyword') or not is_owned
),

placed as (
    select
        entry_id,
        word_count,
        list_transform(string_split(name, ' '), lambda word: hash(word)) as word_keys,
        unnest(range(1, greatest(word_count - 2, 1) + 1)) as place
    from named
),

-- Up to three consecutive words find a name in a text. For a longer name, the three words that the fewest
-- names share lead to the fewest false candidates.
keyed as (
    select
        entry_id,
        place,
        case word_count
            when 1 then word_keys[1]
            when 2 then hash(word_keys[1], word_keys[2])
            else hash(word_keys[place], word_keys[place + 1], word_keys[place + 2])
        end as anchor_key
    from placed
),

counted as (
    select *, count(*) over (partition by anchor_key) as uses
    from keyed
),

anchors as (
    select entry_id, anchor_key, place, row_number() over (partition by entry_id order by uses, place) as choice
    from counted
)

select
    named.entry_id,
    named.kind,
    named.name,
    named.kind || ':' || named.name as evidence,
    case named.kind when 'keyword' then 'keyword ' || named.priority else named.kind end as evidence_kind,
    named.word_count,
    anchors.anchor_key,
    anchors.place as anchor_place,
    named.scope,
    -- The anchor is the complete name, and the name counts anywhere.
    named.word_count <= 3 and named.scope in ('word', 'start', 'inside') as is_found_by_anchor,
    named.priority,
    -- Among entries of the same priority, an entry with a sector comes first, and then one with a named
    -- organisation.
    case when named.sector = 'unknown' then 2 else 0 end
    + case when named.organisation is null then 1 else 0 end as vagueness,
    named.sector,
    named.organisation,
    named.ror_id,
    named.country_code
from named
inner join anchors on named.entry_id = anchors.entry_id and anchors.choice = 1
