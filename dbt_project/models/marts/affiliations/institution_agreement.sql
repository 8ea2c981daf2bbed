-- OpenAlex finds institutions in the strings that we label. An author counts in each sector that a side names.
with authors as (
    select paper_key, generate_subscripts(authorships, 1) as slot, unnest(authorships) as author
    from {{ ref('stg_openalex__works') }}
    where is_latest
),

institutions as (
    select paper_key, slot, unnest(author.institutions).type as ror_type from authors
),

named as (
    select
        paper_key,
        slot,
        'OpenAlex' as said_by,
        case when sector in ('academia', 'industry') then sector else 'other' end as sector
    from institutions
    inner join {{ ref('ror_type_sector') }} using (ror_type)
    {% for sector in ['academia', 'industry', 'other'] -%}
    union
    select paper_key, slot, 'our label', '{{ sector }}'
    from {{ ref('int_papers__affiliations') }}
    inner join {{ ref('int_affiliations') }} using (affiliation)
    where has_{{ sector }} and paper_key in (select paper_key from authors)
    {% endfor %}
),

sides as (
    select paper_key, slot, said_by, list_sort(list(sector)) as sectors
    from named
    group by paper_key, slot, said_by
),

-- Without a sector on the other side, whether it agrees is unknown.
answers as (
    select named.paper_key, named.said_by, named.sector, list_contains(other.sectors, named.sector) as is_agreed
    from named
    left join sides as other
        on named.paper_key = other.paper_key and named.slot = other.slot and named.said_by <> other.said_by
    union all
    select paper_key, 'both', 'exact set', case when count(*) = 2 then count(distinct sectors) = 1 end
    from sides
    group by paper_key, slot
),

works as (
    select
        said_by,
        sector,
        count(*) filter (where is_agreed) as agree,
        count(*) filter (where not is_agreed) as differ,
        count(*) filter (where is_agreed is null) as n_unknown,
        agree + differ > 0 as is_known,
        1 as works
    from answers
    group by paper_key, said_by, sector
),

shares as (
    with {{ shares_of_weighted_works('works', 'said_by, sector', ['agree', 'differ'], ['agree', 'differ'], 'part') }}
)

select
    (select max(vintage) from {{ ref('stg_openalex__works') }}) as vintage,
    said_by,
    sector,
    cast(sum(works.agree + works.differ) as bigint) as n,
    cast(sum(works.agree) as bigint) as agree,
    cast(sum(works.differ) as bigint) as differ,
    cast(sum(works.n_unknown) as bigint) as n_unknown,
    cast(sum(works.works) filter (where works.is_known) as bigint) as works,
    any_value(shares.value) as value,
    any_value(shares.ci_low) as ci_low,
    any_value(shares.ci_high) as ci_high
from works
inner join ({{ weighted_share_intervals("shares") }}) as shares using (said_by, sector)
where shares.part = 'agree'
group by said_by, sector
