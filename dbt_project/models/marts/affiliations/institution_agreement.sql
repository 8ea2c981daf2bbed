-- OpenAlex finds institutions in the strings that we label. An author counts in each sector that a side names.
with authors as (
    select
        paper_key,
        generate_subscripts(institution_types, 1) as slot,
        unnest(institution_types) as ror_types
    from {{ ref('stg_openalex__works') }}
    where is_latest
),

institutions as (
    select paper_key, slot, unnest(ror_types) as ror_type from authors
),

theirs as (
    select
        paper_key,
        slot,
        list(distinct case when sector in ('academia', 'industry') then sector else 'other' end) as sectors
    from institutions
    inner join {{ ref('ror_type_sector') }} using (ror_type)
    group by paper_key, slot
),

ours as (
    select
        paper_key,
        slot,
        [
            case when bool_or(has_academia) then 'academia' end,
            case when bool_or(has_industry) then 'industry' end,
            case when bool_or(has_other) then 'other' end
        ] as sectors
    from {{ ref('int_mentions') }}
    where paper_key in (select paper_key from authors)
    group by paper_key, slot
    having bool_or(has_academia or has_industry or has_other)
),

pairs as (
    select
        paper_key,
        coalesce(theirs.sectors, []) as openalex,
        list_filter(coalesce(ours.sectors, []), lambda sector: sector is not null) as our_label
    from theirs
    full join ours using (paper_key, slot)
),

-- Without a sector on the other side, whether it agrees is unknown.
answers as (
    select
        paper_key,
        said_by,
        sector,
        case when len(other) > 0 then list_contains(other, sector) end as is_agreed
    from (
        select paper_key, 'OpenAlex' as said_by, unnest(openalex) as sector, our_label as other from pairs
        union all
        select paper_key, 'our label', unnest(our_label), openalex from pairs
    ) as named
    union all
    select
        paper_key,
        'both',
        'exact set',
        case when len(openalex) > 0 and len(our_label) > 0 then list_sort(openalex) = list_sort(our_label) end
    from pairs
),

works as (
    select
        said_by,
        sector,
        count(*) filter (where is_agreed) as agree,
        count(*) filter (where not is_agreed) as differ,
        count(*) filter (where is_agreed is null) as n_unknown
    from answers
    group by paper_key, said_by, sector
),

shares as (
    select
        said_by,
        sector,
        cast(sum(agree + differ) as bigint) as n,
        cast(sum(agree) as bigint) as agree,
        cast(sum(differ) as bigint) as differ,
        cast(sum(n_unknown) as bigint) as n_unknown,
        count(*) filter (where agree + differ > 0) as works,
        weighted_share(
            list(struct_pack(part := agree, weight := agree + differ, works := 1) order by agree, differ)
                filter (where agree + differ > 0)
        ) as share
    from works
    group by said_by, sector
)

select
    (select max(vintage) from {{ ref('stg_openalex__works') }}) as vintage,
    * exclude (share),
    share.value,
    share.ci_low,
    share.ci_high
from shares
where share is not null
