-- No interval: the ten are all that the list has, so their share has no error of sampling.
with ten_largest as (
    select *
    from {{ ref('int_models__periods') }}
    where is_year and definition in {{ definitions_of('top10_industry_share') }}
    qualify row_number() over (
        partition by definition, source, vintage, period
        order by training_compute_flop desc, publication_date, model, model_id
    ) <= 10
),

counts as (
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        count(*) filter (where team_class <> 'unknown') as n,
        count(*) filter (where if(statistic is not null, has_industry, team_class = 'industry_only')) as k,
        count(*) filter (where team_class = 'unknown') as n_unknown
    from ten_largest
    group by all
)

select
    counts.*,
    shares.share.value as value,
    shares.share.bound_low as bound_low,
    shares.share.bound_high as bound_high,
    'share' as unit,
    'none_full_counts' as ci_method
from counts
cross join lateral (select share_of_counts(k, n, n_unknown) as share) as shares
