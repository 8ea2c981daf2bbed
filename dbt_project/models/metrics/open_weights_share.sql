-- Only models of known accessibility count in n.
with members as (
    select
        periods.*,
        labels.is_open, labels.is_unrestricted,
        -- The labels of 2023 name open weights without the restrictions of their licence.
        bool_and(labels.is_unrestricted is not null) filter (where labels.is_open) over (
            partition by periods.source, periods.vintage
        ) as has_restrictions
    from {{ ref('int_models__periods') }} as periods
    left join {{ ref('accessibility_label') }} as labels on lower(periods.model_accessibility) = labels.label
    where periods.definition in ('notable', 'all_models', 'notable_classed') and periods.has_accessibility
),

grouped as (
    select * from members where team_class <> 'unknown'
    union all
    select * replace (null as team_class) from members
),

cells as (
    {% for flag, suffix, condition in [('is_open', '', 'true'), ('is_unrestricted', '_unrestricted', 'has_restrictions')] %}
    select
        definition || '{{ suffix }}' as definition,
        source, vintage, period, period_start, period_end, team_class, main_owner,
        count({{ flag }}) as n,
        count(*) filter (where {{ flag }}) as k,
        count(*) - count({{ flag }}) as n_unknown
    from grouped
    where {{ condition }}
    group by all
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

{{ shares_of_models() }}
