-- Each vintage is compared with the one before it and with the newest one, because the number of all pairs would
-- grow with the square of the number of vintages. A later vintage adds its pairs, and replaces the pairs with the
-- vintage that was the newest.
with vintages as (
    select distinct family, source, vintage from {{ ref('int_revision__files') }}
),

ordered as (
    select *, row_number() over (partition by family, source order by vintage) as place from vintages
),

pairs as (
    select
        earlier.family, earlier.source,
        earlier.vintage as old_vintage,
        later.vintage as new_vintage,
        later.place - earlier.place = 1 as is_consecutive
    from ordered as earlier
    inner join ordered as later
        on earlier.family = later.family and earlier.source = later.source and earlier.place < later.place
),

selected as (
    select
        definition, base,
        if(needs_list = 'all', 'all_models', 'notable') as family,
        definition <> base as needs_compute
    from {{ ref('definition') }}
    where base is not null
),

members as (
    select distinct definition, source, vintage from {{ ref('int_models__populations') }}
),

-- A vintage without the population is not compared.
ends as (
    select
        *,
        row_number() over (partition by definition, source order by vintage) as place,
        row_number() over (partition by definition, source order by vintage desc) = 1 as is_newest
    from members
)

select
    selected.definition, selected.family, selected.base, selected.needs_compute, pairs.source,
    pairs.old_vintage, pairs.new_vintage, pairs.is_consecutive
from selected
inner join pairs on selected.family = pairs.family
inner join ends as old_ends
    on
        selected.definition = old_ends.definition
        and pairs.source = old_ends.source
        and pairs.old_vintage = old_ends.vintage
inner join ends as new_ends
    on
        selected.definition = new_ends.definition
        and pairs.source = new_ends.source
        and pairs.new_vintage = new_ends.vintage
where new_ends.is_newest or new_ends.place - old_ends.place = 1
