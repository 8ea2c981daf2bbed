-- Editions of the field with known abstracts, each weighted by its papers of the team class. Years have no rows,
-- because the abstracts of each are of other conferences. A definition that leaves nothing out has no rows of its own.
{{ config(materialized='ephemeral') }}

with newest as (
    select max(vintage) as vintage from {{ ref('int_field_works') }}
),

cells as (
    select
        variants.place,
        variants.definition,
        'lists' as source,
        newest.vintage,
        periods.period,
        periods.period_start,
        coalesce(periods.period_end, newest.vintage) as period_end,
        editions.team_class,
        editions.sector,
        sum(editions.n) as n,
        sum(editions.papers order by editions.venue, editions.year) as papers,
        list(
            struct_pack(weight := editions.papers, n := editions.n, k := editions.k)
            order by editions.venue, editions.year
        ) as strata
    from {{ ref('int_adoption_editions') }} as editions
    inner join {{ ref('int_periods') }} as periods on editions.year between periods.first_year and periods.last_year
    inner join
        (
            values
            (1, 'accepted_field_venues', [true, false], ''),
            (2, 'accepted_field_language', [true], ''),
            (3, 'accepted_field_no_language', [false], ''),
            (4, 'accepted_field_no_language_iclr', [false], 'iclr')
        ) as variants (place, definition, is_language, left_out)
        on list_contains(variants.is_language, editions.is_language) and editions.venue <> variants.left_out
    cross join newest
    where not periods.is_year
    group by all
),

distinct_cells as (
    select distinct on (period, team_class, sector, strata) *
    from cells
    order by place
)

select
    * exclude (place, strata, papers),
    greatest(cast(round(papers) as bigint) - n, 0) as n_unknown,
    unnest(share_of_strata(strata)),
    'share' as unit,
    'wilson_effective_n' as ci_method
from distinct_cells
