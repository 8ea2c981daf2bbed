with mentions as (
    select
        papers.listed_by as source,
        papers.venue,
        papers.year,
        affiliations.has_academia or affiliations.has_industry or affiliations.has_other as is_known
    from {{ ref('int_papers__affiliations') }} as mentions
    inner join {{ ref('int_affiliations') }} as affiliations on mentions.affiliation = affiliations.affiliation
    inner join {{ ref('int_papers') }} as papers on mentions.paper_key = papers.paper_key
    where papers.is_latest
),

counts as (
    select source, venue, year, count(*) filter (where is_known) as k, count(*) as n
    from mentions
    where venue is not null and year is not null
    group by source, venue, year
    union all
    select source, null, null, count(*) filter (where is_known), count(*)
    from mentions
    group by source
)

select
    source,
    venue,
    year,
    k,
    n,
    k * 1.0 / n as value,
    {{ wilson('k', 'n', -1) }} as ci_low,
    {{ wilson('k', 'n', 1) }} as ci_high
from counts
