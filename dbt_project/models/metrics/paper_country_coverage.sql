with counts as (
    select
        definition, source, vintage, period, period_start, period_end,
        count(*) as n,
        count(*) filter (where paper_key in (select paper_key from {{ ref('int_papers__countries') }})) as k,
        0 as n_unknown
    from {{ ref('int_papers__periods') }}
    where venue is null and not is_year and definition in ('accepted', 'complete_teams')
    group by all
)

select *, unnest(share_of_counts(k, n, n_unknown)), 'share' as unit, 'wilson' as ci_method
from counts
