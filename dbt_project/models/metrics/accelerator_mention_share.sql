-- All teams together need no class.
with members as (
    select * from {{ ref('int_adoption_members') }} where team_class <> 'unknown'
    union all
    select * replace (null as team_class) from {{ ref('int_adoption_members') }}
),

counts as (
    select
        * exclude (paper_key, has_accelerator, has_abstract, has_title),
        count(*) filter (where has_abstract) as n,
        count(*) filter (where has_accelerator) as k,
        count(*) filter (where not has_abstract) as n_unknown
    from members
    group by all
)

select *, unnest(share_of_counts(k, n, n_unknown)), 'share' as unit, 'wilson' as ci_method
from counts
where n > 0
union all by name
select * exclude (metric)
from {{ ref('int_adoption_country_shares') }}
where metric = 'accelerator_mention_share'
