-- No interval: the largest universities are chosen by the counts that their share is of, so resamples are biased.
with universities as (
    select
        definition,
        source,
        vintage,
        period,
        university,
        sum(part) as works
    from {{ ref('int_university_works') }}
    where university is not null
    group by definition, source, vintage, period, university
),

shares as (
    select
        *,
        works / sum(works) over cell as share,
        row_number() over (partition by definition, source, vintage, period order by works desc, university) as rank
    from universities
    window cell as (partition by definition, source, vintage, period)
),

cells as (
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        count(distinct work) filter (where university is not null) as n,
        count(distinct work) filter (where university is null) as n_unknown
    from {{ ref('int_university_works') }}
    group by all
),

indices as (
    select
        definition,
        source,
        vintage,
        period,
        -- Sums of fractions are rounded, so that they do not depend on the order of rows.
        round(sum(share) filter (where rank <= 10), 9) as share_10,
        round(sum(share * share), 9) as hhi,
        count(*) as universities
    from shares
    group by definition, source, vintage, period
)

select
    cells.* exclude (definition),
    cells.definition || unnest(['_10', '', '']) as definition,
    unnest([share_10, hhi, universities]) as value,
    unnest(['share', 'hhi', 'count']) as unit,
    'none_full_counts' as ci_method
from cells
inner join indices using (definition, source, vintage, period)
