with cells as (
    select
        periods.definition, periods.source, periods.vintage, periods.period, periods.period_start,
        periods.period_end, periods.team_class, periods.main_owner,
        count(*) as n,
        count(*) filter (
            where lower(models.compute_sponsor_categorization) in (select label from {{ ref('sector_label') }})
        ) as k,
        0 as n_unknown
    from {{ ref('int_models__periods') }} as periods
    inner join {{ ref('int_models') }} as models on periods.model_id = models.model_id
    where
        periods.definition in ('notable', 'notable_classed')
        and periods.team_class in ('academic_only', 'academia_industry')
        and models.has_compute_sponsor
    group by all
)

{{ shares_of_models() }}
