-- A pooled row of papers rests on every covered list of its years, and one of fixed venues on those in the panel.
with listed as (
    select distinct
        papers.source,
        papers.year,
        papers.vintage,
        -- A list is a venue in a year, and a file of the collection may hold several.
        case when papers.source = 'lists' then concat_ws(' ', papers.snapshot_id, papers.venue, papers.year)
            else papers.snapshot_id end as list,
        -- A list of the collection is in the panel with all lists of its venue and year.
        coalesce(panel.is_in_panel and (papers.source = 'lists' or papers.vintage = panel.listed_on), false) as is_in_panel
    from {{ ref('int_papers') }} as papers
    left join {{ ref('int_venue_panel') }} as panel
        on
            papers.source = panel.source
            and papers.venue = panel.venue
            and papers.year = panel.year
    where papers.is_latest and papers.year is not null and coalesce(panel.is_covered, true)
)

select
    listed.source,
    periods.period,
    pools.is_fixed,
    list_sort(list(distinct cast(listed.vintage as varchar))) as vintages,
    count(distinct listed.list) as n_lists
from listed
inner join {{ ref('int_periods') }} as periods on listed.year between periods.first_year and periods.last_year
inner join (values (true), (false)) as pools (is_fixed) on listed.is_in_panel or not pools.is_fixed
group by all
