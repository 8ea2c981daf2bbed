-- No interval: the list of current projects is complete.
with institutions as (
    select
        source,
        vintage,
        institution,
        count(*) as projects,
        sum(flop order by flop) as flop
    from {{ ref('int_award_projects') }}
    where flop > 0
    group by source, vintage, institution
),

ranked as (
    select *, row_number() over (partition by source, vintage order by flop desc, institution) as rank from institutions
)

select
    'award_ten_institutions' as definition,
    source,
    vintage,
    'all' as period,
    count(*) as n,
    max(unknown.projects) as n_unknown,
    sum(flop order by flop) filter (where rank <= 10) / sum(flop order by flop) as value,
    'share' as unit,
    'none_full_counts' as ci_method
from ranked
inner join (
    select
        source,
        vintage,
        count(*) - count(flop) as projects
    from {{ ref('int_award_projects') }}
    group by source, vintage
) as unknown using (source, vintage)
group by source, vintage
