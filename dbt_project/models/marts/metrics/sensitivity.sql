-- docs/metrics.md section 6. Slopes and gaps cannot include models of unknown class, so they have only one
-- treatment of unknowns.
with headline as (
    select *
    from {{ ref('metrics') }}
    where
        not suppressed
        -- Adapted models are a part of the others and no other choice of models.
        and definition <> 'adapted'
        and (
            (
                metric = 'model_team_share'
                and (period in ('2010-2014', '2020-2022', '2023-latest') or (length(period) = 4 and period >= '2020'))
            )
            or metric in ('compute_doubling_months', 'compute_gap')
        )
)


select metric, definition, source, vintage, period, team_class, unit, n, n_unknown, 'excluded' as unknowns, value, ci_low, ci_high from headline where value is not null
union all
select metric, definition, source, vintage, period, team_class, unit, n, n_unknown, 'all_outside', bound_low, null, null from headline where bound_low is not null
union all
select metric, definition, source, vintage, period, team_class, unit, n, n_unknown, 'all_inside', bound_high, null, null from headline where bound_high is not null
