-- Of papers by academia and industry together, those whose first, or last, author names employers of a set of sectors,
-- and those whose every industry author also names a university. Profiles and the ACL Anthology name one employer of
-- most authors, and the Anthology none of many first authors. So printed lists of others count that align with authors.
-- Profiles with positions count by venue and year alone, under the employer of the day.
with lists as (
    select
        paper_key,
        author_count,
        is_aligned,
        is_team_complete,
        coalesce(has_positions, false) as has_positions
    from {{ ref('int_papers') }}
    where
        has_positions
        or (coalesce(affiliations_are, 'printed') = 'printed' and listed_by <> 'ACL Anthology')
    qualify bool_or(is_aligned) over (partition by snapshot_id, venue, year)
),

papers as (
    select
        periods.source,
        periods.vintage,
        periods.venue,
        periods.period,
        periods.period_start,
        periods.period_end,
        lists.*
    from {{ ref('int_papers__periods') }} as periods
    inner join lists on periods.paper_key = lists.paper_key
    where
        periods.definition = 'accepted' and periods.team_class = 'academia_industry'
        and (not lists.has_positions or periods.venue is not null)
),

authors as (
    select
        paper_key,
        slot,
        case
            when bool_or(has_academia) and bool_or(has_industry) then 'academia+industry'
            when bool_or(has_academia) then 'academia'
            when bool_or(has_industry) then 'industry'
            when bool_or(has_other) then 'other'
        end as sector
    from {{ ref('int_mentions') }}
    where paper_key in (select paper_key from papers)
    group by paper_key, slot
),

teams as (
    select
        paper_key,
        if(bool_or(sector = 'industry'), 'industry', 'academia+industry') as sector
    from authors
    where contains(sector, 'industry')
    group by paper_key
),

leads as (
    select
        papers.*,
        places.definition,
        case
            when places.definition = 'mixed_industry_authors' then if(papers.is_team_complete, teams.sector, null)
            when papers.is_aligned then authors.sector
        end as lead_sector
    from papers
    cross join (
        values ('mixed_first_author'), ('mixed_last_author'), ('mixed_industry_authors')
    ) as places (definition)
    inner join teams on papers.paper_key = teams.paper_key and not (
        papers.has_positions and places.definition = 'mixed_industry_authors'
    )
    left join authors
        on
            papers.paper_key = authors.paper_key
            and authors.slot = case places.definition when 'mixed_first_author' then 1 else papers.author_count end
),

counts as (
    select
        leads.definition,
        leads.source,
        leads.vintage,
        leads.venue,
        leads.period,
        leads.period_start,
        leads.period_end,
        shares.sector,
        count(leads.lead_sector) as n,
        count(*) filter (leads.lead_sector = shares.sector) as k,
        count(*) filter (leads.lead_sector is null) as n_unknown
    from leads
    inner join (
        values
        ('mixed_first_author', 'academia'), ('mixed_first_author', 'academia+industry'),
        ('mixed_first_author', 'industry'), ('mixed_first_author', 'other'),
        ('mixed_last_author', 'academia'), ('mixed_last_author', 'academia+industry'),
        ('mixed_last_author', 'industry'), ('mixed_last_author', 'other'),
        ('mixed_industry_authors', 'academia+industry')
    ) as shares (definition, sector) on leads.definition = shares.definition
    group by all
)

select
    *,
    unnest(share_of_counts(k, n, n_unknown)),
    'share' as unit,
    'wilson' as ci_method
from counts
