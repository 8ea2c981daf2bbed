-- A work counts once for each company that its authors name.
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
inner join {{ ref('int_affiliations__companies') }} as companies on mentions.affiliation = companies.affiliation
where works.definition = 'accepted' and panel.is_covered and panel.n >= {{ smallest_list() }}
group by all
