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
),

shares as (
    select *, share_of_counts(k, n, 0) as share
    from counts
)

select
    source, venue, year, k, n, share.value, share.ci_low, share.ci_high
from shares
