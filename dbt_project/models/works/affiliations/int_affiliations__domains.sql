-- Sectors of open strings by the e-mail domains of their authors: at least half of the mentions have a
-- domain of a known sector, and four in five of these agree.
with totals as (
    select
        affiliation,
        sector,
        min(domain) as domain,
        sum(mentions) as mentions,
        sum(sum(mentions)) over (partition by affiliation) as all_mentions
    from {{ ref('int_affiliations__addresses') }}
    group by affiliation, sector
),

foremost as (
    select
        totals.affiliation,
        totals.sector,
        totals.domain,
        answers.is_open,
        answers.sectors
    from totals
    inner join {{ ref('int_affiliations__by_rules') }} as answers on totals.affiliation = answers.affiliation
    where 5 * totals.mentions >= 4 * totals.all_mentions and 2 * totals.all_mentions >= answers.mentions
),

-- The share of strings with one sector by the rules on which the domains agree with the rules.
agreement as (
    select count(*) filter (where sector = sectors) * 1.0 / nullif(count(*), 0) as share
    from foremost
    where sectors != 'unknown' and not contains(sectors, '+')
)

select
    foremost.affiliation,
    foremost.sector,
    'e-mail domain:' || foremost.domain as evidence,
    'e-mail domain' as evidence_kind,
    round(agreement.share, 3) as confidence
from foremost
cross join agreement
where foremost.is_open
