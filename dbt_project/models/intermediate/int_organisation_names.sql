-- The dictionary: every name and keyword that says something of a sector, normalised as strings are.
with entries as (
    select
        'alias' as kind,
        alias as printed,
        scope,
        priority,
        sector,
        organisation,
        ror_id,
        country_code
    from {{ ref('organisation_alias') }}
    union all
    select 'keyword', pattern, scope, priority, sector, null, null, null
    from {{ ref('sector_keyword') }}
    union all
    select 'ror', printed, scope, priority, sector, organisation, ror_id, country_code
    from {{ ref('int_organisation_names__ror') }}
),

normalised as (
    select
        *,
        {{ normalise_words(normalise_parts('printed')) }} as name
    from entries
),

named as (
    select
        *,
        {{ words('name') }} as name_words,
        row_number() over (order by kind, name, scope, sector, organisation, ror_id, printed) as entry_id
    from normalised
    where name != ''
),

placed as (
    {{ unnest_positions('named', 'entry_id', 'name_words', 'word', 'place') }}
),

counted as (
    select *, count(*) over (partition by word) as uses
    from placed
),

-- The word that the fewest names share finds the most text that can't hold the name.
anchors as (
    select
        entry_id,
        word,
        place,
        row_number() over (partition by entry_id order by uses, length(word) desc, place) as choice,
        count(*) over (partition by entry_id) as word_count
    from counted
)

select
    named.entry_id,
    named.kind,
    named.name,
    anchors.word_count,
    anchors.word as anchor,
    anchors.place as anchor_place,
    named.scope,
    named.priority,
    named.sector,
    named.organisation,
    named.ror_id,
    named.country_code
from named
inner join anchors on named.entry_id = anchors.entry_id and anchors.choice = 1
