-- A pooled row of papers rests on every covered list of its years, one of fixed venues on those in the panel, and one
-- of the field on those of its venues.
with listed as (
    select distinct
        papers.source,
        papers.year,
        papers.vintage,
        -- A list is a venue in a year, and a file of the collection may hold several.
        case when papers.source = 'lists' then concat_ws(' ', papers.snapshot_id, papers.venue, papers.year)
            else papers.snapshot_id end as list,
        -- A list of the collection is in the panel with all lists of its venue and year.
        coalesce(
            panel.is_in_panel and (papers.source = 'lists' or papers.vintage = panel.listed_on), false
        ) as is_in_panel,
        coalesce(panel.is_covered, true) as is_covered,
        papers.source = 'lists' and (papers.venue, papers.year) in (
            select (venue, year) from {{ ref('stg_venues__editions') }}
        ) as is_in_field
    from {{ ref('int_papers') }} as papers
    left join {{ ref('int_venue_panel') }} as panel
        on
            papers.source = panel.source
            and papers.venue = panel.venue
            and papers.year = panel.year
    where papers.is_latest and papers.year is not null
),

periods as (
    select
        pools.pool,
        periods.period,
        periods.first_year,
        periods.last_year
    from {{ ref('int_periods') }} as periods
    cross join (values ('pooled'), ('panel')) as pools (pool)
    union
    select 'field', period, year(period_start), year(period_end) from {{ ref('int_field_shares') }}
)

select
    listed.source,
    periods.period,
    periods.pool,
    list_sort(list(distinct cast(listed.vintage as varchar))) as vintages,
    count(distinct listed.list) as n_lists
from listed
inner join periods
    on
        listed.year between periods.first_year and periods.last_year
        and case periods.pool
            when 'field' then listed.is_in_field when 'panel' then listed.is_in_panel else listed.is_covered
        end
group by all
