-- A work counts once for each company that its authors name, by its owner of today.
with companies as (
    select
        paper_key,
        unnest(companies) as company
    from {{ ref('int_mentions') }}
),

counts as (
    select
        panel.source,
        panel.vintage,
        panel.venue,
        panel.year,
        coalesce(owners.owner, companies.company) as company,
        count(distinct works.paper_key) as works,
        panel.n,
        panel.n_unknown
    from {{ ref('int_venue_panel') }} as panel
    inner join {{ ref('int_papers__periods') }} as works
        on
            panel.source = works.source
            and panel.venue = works.venue
            and panel.listed_on = works.vintage
            and cast(panel.year as varchar) = works.period
    inner join companies on works.paper_key = companies.paper_key
    left join {{ ref('organization_owner') }} as owners on companies.company = owners.organization
    where works.definition = 'accepted' and panel.is_covered and panel.n >= {{ smallest_list() }}
    group by all
)

select
    counts.*,
    shares.share.value,
    shares.share.ci_low,
    shares.share.ci_high
from counts
cross join lateral (select share_of_counts(works, n, n_unknown) as share) as shares
