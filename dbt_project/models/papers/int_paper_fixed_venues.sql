-- The last period takes the years that the panel has so far. An earlier period needs all its years.
with years as (
    select source, year, max(vintage) as vintage, sum(n) as n, sum(n_unknown) as n_unknown
    from {{ ref('int_venue_panel') }}
    where is_in_panel
    group by source, year
),

covered as (
    select
        years.source,
        years.vintage,
        periods.period,
        periods.period_start,
        coalesce(periods.period_end, years.vintage) as period_end,
        periods.first_year,
        periods.last_year,
        cast(sum(years.n) as bigint) as n,
        cast(sum(years.n_unknown) as bigint) as n_unknown
    from years
    inner join {{ ref('int_periods') }} as periods on years.year between periods.first_year and periods.last_year
    where periods.first_year > 0
    group by all
    having count(*) = periods.last_year - periods.first_year + 1 or (
        periods.last_year = 9999 and min(years.year) = periods.first_year
        and count(*) = max(years.year) - min(years.year) + 1
    )
),

spans as (
    select *, row_number() over (partition by source order by period) as place from covered
),

listed_spans as (
    select
        source,
        list(cast(first_year as bigint) order by place) as firsts,
        list(cast(last_year as bigint) order by place) as lasts
    from spans
    group by source
),

cells as (
    select
        shares.metric,
        shares.source,
        shares.team_class,
        panel.year,
        shares.k,
        shares.n,
        dense_rank() over (order by panel.venue) as venue_number
    from {{ ref('int_venue_panel') }} as panel
    inner join {{ ref('int_paper_shares') }} as shares
        on
            panel.source = shares.source
            and panel.venue = shares.venue
            and panel.listed_on = shares.vintage
            and cast(panel.year as varchar) = shares.period
    where
        panel.is_in_panel
        and shares.definition = 'accepted'
        and shares.metric in ('any_industry_share', 'paper_team_share')
),

lists as (
    select
        metric,
        source,
        team_class,
        {% for column, name in [
            ('venue_number', 'venues'), ('cast(year as bigint)', 'years'), ('k', 'cases'), ('n', 'sizes')
        ] -%}
        list({{ column }} order by venue_number, year) as {{ name }} {{- ',' if not loop.last }}
        {% endfor %}
    from cells
    group by metric, source, team_class
    -- The number of lists minus the number of effects of venues and years.
    having count(*) - count(distinct venue_number) - count(distinct year) + 1 >= {{ smallest_n() }}
),

fits as (
    select
        lists.metric,
        lists.source,
        lists.team_class,
        fixed_panel_shares(
            lists.venues, lists.years, lists.cases, lists.sizes, listed_spans.firsts, listed_spans.lasts
        ) as shares
    from lists
    inner join listed_spans on lists.source = listed_spans.source
)

select
    fits.metric,
    'accepted_fixed_venues' as definition,
    fits.source,
    spans.vintage,
    spans.period,
    spans.period_start,
    spans.period_end,
    fits.team_class,
    spans.n,
    spans.n_unknown,
    fits.shares[3 * spans.place - 2] as value,
    fits.shares[3 * spans.place - 1] as ci_low,
    fits.shares[3 * spans.place] as ci_high
from fits
inner join spans on fits.source = spans.source
where not isnan(fits.shares[1])
