with totals as (
    select
        *,
        sum(mentions) over (partition by affiliation, kind) as evidence_mentions,
        row_number() over (partition by affiliation, kind order by mentions desc, sectors) as choice
    from {{ ref('int_affiliations__evidence') }}
),

-- The sectors of most evidence of a kind.
foremost as (
    select * from totals
    where choice = 1
)

select
    affiliations.affiliation,
    cast(affiliations.mentions as bigint) as mentions,
    affiliations.sectors,
    affiliations.evidence,
    affiliations.confidence,
    foremost.kind as other_kind,
    foremost.sectors as other_sectors,
    foremost.detail as other_evidence,
    cast(foremost.mentions as bigint) as other_mentions,
    cast(foremost.evidence_mentions as bigint) as other_total
from foremost
inner join {{ ref('int_affiliations') }} as affiliations on foremost.affiliation = affiliations.affiliation
-- Evidence for one sector of a joint string does not contradict it.
where
    ({{ contains('foremost.sectors', "'academia'") }} and not affiliations.has_academia)
    or ({{ contains('foremost.sectors', "'industry'") }} and not affiliations.has_industry)
    or ({{ matches('foremost.sectors', "'government|nonprofit|other'") }} and not affiliations.has_other)
