-- Shares of papers by teams. The field's model has no lists to choose from; other papers since 2023 do.
{{ config(materialized='ephemeral') }}

with papers as (
    select
        papers.paper_key,
        papers.venue,
        papers.year,
        papers.team_class,
        papers.has_industry,
        papers.has_academia,
        papers.is_academic_with_interns,
        papers.is_team_complete,
        papers.listed_on,
        coalesce(papers.affiliations_are, 'printed') = 'printed' as is_printed,
        papers.paper_key in (
            select paper_key from {{ ref('int_papers__periods') }}
            where definition = 'accepted' and venue is null and source = 'lists'
        ) as is_pooled
    from {{ ref('int_papers') }} as papers
    where
        papers.source = 'lists' and papers.is_latest and papers.team_class <> 'unknown'
        and list_contains(papers.definitions, 'accepted')
),

choices as (
    select
        axes.choices,
        teams.choice as team,
        papers.choice as of_papers,
        listings.choice as listing
    from {{ ref('int_answer_axes') }} as axes
    cross join unnest(axes.choices[1]) as teams (choice)
    cross join unnest(axes.choices[2]) as papers (choice)
    cross join unnest(axes.choices[3]) as listings (choice)
    where axes.question = 'who-publishes'
),

counted as (
    select
        papers.venue,
        papers.year,
        papers.is_team_complete,
        papers.is_pooled,
        papers.is_printed,
        teams.team,
        count(*) as n,
        count(*) filter (
            where {{ counts_in(
                'teams.team', 'papers.team_class', 'papers.has_industry', 'papers.has_academia',
                'papers.is_academic_with_interns'
            ) }}
        ) as k
    from papers
    cross join (select distinct team from choices) as teams
    group by all
),

cells as (
    select
        choices.*,
        counted.* exclude (team)
    from choices
    inner join counted on choices.team = counted.team and (counted.is_printed or choices.listing <> 'printed')
),

pooled as (
    select
        choices,
        team,
        of_papers,
        listing,
        cast(sum(n) as bigint) as n,
        cast(sum(k) as bigint) as k,
        unnest(share_of_counts(sum(k), sum(n), 0))
    from cells
    where
        is_pooled and year >= 2023
        and (of_papers = 'pooled' or (of_papers = 'complete' and is_team_complete))
    group by choices, team, of_papers, listing
),

-- Venues with 20 papers or more before 2023 and since have the same weight in both.
venues as (
    select
        choices,
        team,
        of_papers,
        listing,
        venue,
        sum(n) filter (where year >= 2023) as n,
        sum(k) filter (where year >= 2023) as k,
        sum(n) as weight
    from cells
    where of_papers = 'complete_fixed' and is_team_complete and year >= 2020
    group by all
    having sum(n) filter (where year >= 2023) >= {{ smallest_list() }}
        and sum(n) filter (where year < 2023) >= {{ smallest_list() }}
),

same_venues as (
    select
        choices,
        team,
        of_papers,
        listing,
        cast(sum(n) as bigint) as n,
        unnest(share_of_strata(list(struct_pack(weight := weight, n := n, k := k) order by venue)))
    from venues
    group by choices, team, of_papers, listing
),

panels as (
    select
        cells.choices,
        cells.team,
        cells.of_papers,
        cells.listing,
        sum(cells.n) as n,
        sum(cells.k) as k,
        panel.venue,
        panel.year
    from cells
    inner join {{ ref('int_venue_panel') }} as panel on cells.venue = panel.venue and cells.year = panel.year
    where cells.of_papers = 'fixed_mix' and panel.is_in_panel and panel.source = 'lists'
    group by all
),

fixed as (
    select
        choices,
        team,
        of_papers,
        listing,
        cast(sum(n) filter (where year >= 2023) as bigint) as n,
        fixed_venue_shares(
            list(struct_pack(venue := venue, year := year, k := k, n := n) order by venue, year),
            [struct_pack(period := '2023-latest', first_year := 2023, last_year := 9999)]
        )[1] as share
    from panels
    group by choices, team, of_papers, listing
    having max(year) >= 2023
        and count(*) - count(distinct venue) - count(distinct year) + 1 >= {{ smallest_n() }}
),

field as (
    select
        choices.*,
        shares.n,
        if(choices.team = 'no_company', 1 - shares.value, shares.value) as value,
        if(choices.team = 'no_company', 1 - shares.ci_high, shares.ci_low) as ci_low,
        if(choices.team = 'no_company', 1 - shares.ci_low, shares.ci_high) as ci_high
    from choices
    inner join {{ ref('int_field_shares') }} as shares
        on
            choices.team = coalesce(shares.team_class, 'no_company')
            and shares.period = (select period from {{ ref('int_field_newest') }})
    where choices.of_papers = 'field' and choices.listing = choices.choices[3][1]
),

shares as (
    select
        * exclude (bound_low, bound_high, effective_n)
    from pooled
    union all by name
    select
        * exclude (bound_low, bound_high, effective_n)
    from same_venues
    union all by name
    select
        * exclude (share),
        share.value,
        share.ci_low,
        share.ci_high
    from fixed
    union all by name
    select * from field
)

select
    'who-publishes' as question,
    [team, of_papers, listing] as choices,
    cast(team <> choices[1][1] as bigint) + cast(of_papers <> choices[2][1] as bigint)
    + cast(listing <> choices[3][1] as bigint) as steps,
    false as is_repeat,
    value,
    ci_low,
    ci_high,
    n,
    k
from shares
where n >= 20 and value is not null
