-- Only models of known accessibility count in n.
with members as (
    select
        periods.*,
        labels.is_open
    from {{ ref('int_models__periods') }} as periods
    left join {{ ref('accessibility_label') }} as labels on lower(periods.model_accessibility) = labels.label
    where periods.definition in {{ definitions_of('open_weights_share') }} and periods.has_accessibility
),

grouped as (
    select * from members where team_class <> 'unknown'
    union all
    select * replace (null as team_class) from members
),

cells as (
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        team_class,
        main_owner,
        count(is_open) as n,
        count(*) filter (where is_open) as k,
        count(*) - count(is_open) as n_unknown
    from grouped
    group by all
)

{{ shares_of_models() }}
