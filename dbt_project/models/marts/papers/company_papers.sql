-- A work counts once for each company that its authors name. ROR adds the country to names of branches.
with evidences as (
    select affiliation, unnest(string_split(evidence, ' + ')) as evidence
    from {{ ref('int_affiliations') }}
    where has_industry and sectors <> 'industry'
),

companies as (
    select
        names.affiliation,
        coalesce(owners.owner, names.name) as company
    from (
        select affiliation, regexp_replace(organisation, ' [(][^)]*[)]$', '') as name
        from {{ ref('int_affiliations') }}
        where sectors = 'industry' and organisation is not null
        union distinct
        -- "Google and Columbia University" has the company in its evidence, whichever of both leads.
        select evidences.affiliation, aliases.organisation
        from evidences
        inner join {{ ref('organisation_alias') }} as aliases
            on evidences.evidence = 'alias:' || lower(aliases.alias) and aliases.sector = 'industry'
    ) as names
    left join {{ ref('organization_owner') }} as owners on names.name = owners.organization
)

select
    panel.source, panel.vintage, panel.venue, panel.year, companies.company,
    count(distinct works.paper_key) as works,
    panel.n
from {{ ref('int_venue_panel') }} as panel
inner join {{ ref('int_papers__periods') }} as works
    on
        panel.source = works.source
        and panel.venue = works.venue
        and panel.listed_on = works.vintage
        and cast(panel.year as varchar) = works.period
inner join {{ ref('int_papers__affiliations') }} as mentions on works.paper_key = mentions.paper_key
inner join companies on mentions.affiliation = companies.affiliation
where works.definition = 'accepted' and panel.is_covered and panel.n >= {{ smallest_list() }}
group by all
