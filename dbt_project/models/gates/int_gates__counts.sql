-- Rows by list, year and vintage. A file of models has all years of a list. A file of papers is one venue and
-- year, and is compared with an earlier one of its own source. A file of OpenAlex has only works that are new or
-- changed, so it is not compared. Affiliations that a copy of a list has lost count as lost, although its papers keep them.
select
    source,
    list,
    list as file,
    cast(extract(year from publication_date) as integer) as year,
    vintage,
    count(*) as n,
    count(*) as n_labelled,
    count(*) filter (where labelled_class = 'unknown') as n_unknown,
    cast(null as bigint) as n_affiliated,
    median(log10_flop) as median_flop
from {{ ref('int_models') }}
group by source, list, extract(year from publication_date), vintage
union all
select
    papers.listed_by,
    papers.venue,
    papers.venue || ' ' || cast(papers.year as varchar),
    papers.year,
    papers.vintage,
    count(*),
    count(*) filter (where teams.has_affiliation),
    count(*) filter (where teams.has_affiliation and teams.team_class = 'unknown'),
    count(*) filter (where teams.has_affiliation and not papers.is_carried),
    null
from {{ ref('int_papers') }} as papers
inner join {{ ref('int_papers__teams') }} as teams on papers.paper_key = teams.paper_key
where papers.source = 'lists' and papers.outcome = 'accepted'
group by papers.listed_by, papers.venue, papers.year, papers.vintage
