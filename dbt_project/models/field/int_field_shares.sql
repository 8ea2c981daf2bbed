with shares as (
    select
        metric,
        team_class,
        unnest(shares, recursive := true)
    from {{ ref('int_field_estimates') }}
)

select
    shares.metric,
    'accepted_field' as definition,
    'lists' as source,
    works.vintage,
    shares.period,
    make_date(shares.first_year, 1, 1) as period_start,
    make_date(shares.last_year, 12, 31) as period_end,
    shares.team_class,
    cast(shares.n as bigint) as n,
    -- Papers of the field without a known class, most of them on no list.
    cast(greatest(shares.papers - shares.n, 0) as bigint) as n_unknown,
    shares.value,
    shares.ci_low,
    shares.ci_high,
    -- The model takes them to be like the others. All outside the class, or all inside it:
    shares.value * (1 - shares.unknown) as bound_low,
    shares.value * (1 - shares.unknown) + shares.unknown as bound_high,
    'share' as unit,
    'field_predictive' as ci_method
from shares
cross join (select max(vintage) as vintage from {{ ref('int_field_works') }}) as works
where shares.value is not null
