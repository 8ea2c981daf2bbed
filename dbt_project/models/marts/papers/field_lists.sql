with lists as (
    select unnest(levels, recursive := true)
    from {{ ref('int_field_estimates') }}
    where metric = 'any_industry_share'
),

predicted as (
    select
        venue,
        year,
        max(share) filter (where team_class = 'academic_only') as academic_only,
        max(share) filter (where metric = 'any_industry_share') as any_industry
    from (
        select metric, team_class, unnest(editions, recursive := true)
        from {{ ref('int_field_estimates') }}
    ) as shares
    group by venue, year
),

abstracts as (
    select
        works.venue,
        works.year,
        count(distinct works.work_id) as abstracts
    from {{ ref('int_field_works') }} as works
    inner join {{ ref('int_papers__accelerators') }} as texts on works.paper_key = texts.paper_key
    -- Of an abstract, it is known whether it names an accelerator.
    where texts.has_accelerator is not null
    group by works.venue, works.year
)

select
    editions.venue,
    editions.year,
    editions.official as accepted,
    counts.all_tracks,
    editions.count_source,
    editions.count_is,
    editions.accepted as weight,
    lists.source as listed_by,
    lists.affiliations,
    cast(lists.works as bigint) as works,
    cast(coalesce(lists.n, 0) as bigint) as n,
    coalesce(abstracts.abstracts, 0) as abstracts,
    predicted.academic_only,
    predicted.any_industry
from {{ ref('int_field_editions') }} as editions
left join {{ ref('stg_venues__editions') }} as counts on editions.venue = counts.venue and editions.year = counts.year
left join lists on editions.venue = lists.venue and editions.year = lists.year
left join predicted on editions.venue = predicted.venue and editions.year = predicted.year
left join abstracts on editions.venue = abstracts.venue and editions.year = abstracts.year
