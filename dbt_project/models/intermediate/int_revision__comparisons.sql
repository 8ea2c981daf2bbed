-- Which pairs of vintages are compared for which population.
with vintages as (
    select distinct family, source, vintage from {{ ref('int_revision__files') }}
),

ordered as (
    select *, row_number() over (partition by family, source order by vintage) as place from vintages
),

pairs as (
    select
        earlier.family,
        earlier.source,
        earlier.vintage as old_vintage,
        later.vintage as new_vintage,
        later.place - earlier.place = 1 as is_consecutive
    from ordered as earlier
    inner join ordered as later
        on earlier.family = later.family and earlier.source = later.source and earlier.place < later.place
),

wanted as (
    {% for definition, family, base, needs_compute, every_pair in revision_definitions() -%}
    select
        '{{ definition }}' as definition,
        '{{ family }}' as family,
        '{{ base }}' as base,
        {{ needs_compute }} as needs_compute,
        {{ every_pair }} as every_pair
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    wanted.definition,
    wanted.family,
    wanted.base,
    wanted.needs_compute,
    pairs.source,
    pairs.old_vintage,
    pairs.new_vintage,
    pairs.is_consecutive
from wanted
inner join pairs on wanted.family = pairs.family and (pairs.is_consecutive or wanted.every_pair)
