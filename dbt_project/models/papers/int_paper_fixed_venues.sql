{{ config(materialized='ephemeral') }}

with years as (
    select
        source,
        year,
        max(vintage) as vintage,
        sum(n) as n,
        sum(n_unknown) as n_unknown
    from {{ ref('int_venue_panel') }}
    where is_in_panel
    group by all
),

-- The last period takes the years that the panel has so far. An earlier period needs all its years.
periods as (
    select
        years.source,
        years.vintage,
        periods.period,
        periods.period_start,
        coalesce(periods.period_end, years.vintage) as period_end,
        periods.first_year,
        periods.last_year,
        sum(years.n) as n,
        sum(years.n_unknown) as n_unknown
    from years
    inner join {{ ref('int_periods') }} as periods on years.year between periods.first_year and periods.last_year
    where periods.first_year > 0
    group by all
    having count(*) = periods.last_year - periods.first_year + 1 or (
        periods.last_year = 9999 and min(years.year) = periods.first_year
        and count(*) = max(years.year) - min(years.year) + 1
    )
),

lists as (
    select
        shares.metric,
        shares.source,
        shares.team_class,
        list(
            struct_pack(venue := panel.venue, year := panel.year, k := shares.k, n := shares.n)
            order by panel.venue, panel.year
        ) as lists
    from {{ ref('int_venue_panel') }} as panel
    inner join {{ ref('int_paper_shares') }} as shares
        on
            panel.source = shares.source
            and panel.venue = shares.venue
            and panel.listed_on = shares.vintage
            and cast(panel.year as varchar) = shares.period
    where panel.is_in_panel and shares.definition = 'accepted'
    group by all
    -- The number of lists minus the number of effects of venues and years.
    having count(*) - count(distinct panel.venue) - count(distinct panel.year) + 1 >= {{ smallest_n() }}
),

spans as (
    select
        source,
        list(struct_pack(period := period, first_year := first_year, last_year := last_year) order by period) as spans
    from periods
    group by source
),

shares as (
    select
        metric,
        source,
        team_class,
        unnest(fixed_venue_shares(lists, spans), recursive := true)
    from lists
    inner join spans using (source)
)

select
    shares.*,
    'accepted_fixed_venues' as definition,
    periods.vintage,
    periods.period_start,
    periods.period_end,
    periods.n,
    periods.n_unknown,
    'share' as unit,
    'jackknife_lists_t' as ci_method
from shares
inner join periods using (source, period)
