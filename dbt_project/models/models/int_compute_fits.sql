{% set cell = 'definition, source, vintage, team_class' %}

with members as (
    select
        {{ cell }},
        main_owner,
        year_fraction as x,
        log10_flop as y,
        count(*) filter (where team_class = 'unknown') over (partition by definition, source, vintage) as n_unknown
    from {{ ref('int_models__populations') }}
    where publication_date >= date '2010-01-01' and log10_flop is not null
),

grouped as (
    select * from members where team_class <> 'unknown'
    union all
    -- The rows of all teams together also count models of unknown class.
    select * replace (null as team_class, 0 as n_unknown) from members
),

sums as (
    select
        {{ cell }},
        count(*) as n,
        max(n_unknown) as n_unknown,
        min(x) as first_x,
        max(x) as last_x,
        avg(x order by x) as mean_x,
        avg(y order by y) as mean_y,
        -- Models of a single date have no line.
        case when min(x) < max(x) then regr_slope(y, x order by x, y) end as slope,
        regr_intercept(y, x order by x, y) as intercept,
        regr_sxx(y, x order by x, y) as sxx,
        regr_syy(y, x order by x, y) as syy
    from grouped
    group by {{ cell }}
),

fits as (
    select
        *,
        case
            when n > 2 and sxx > 0 then sqrt(greatest(syy - slope * slope * sxx, 0) / (n - 2))
        end as residual_sd
    from sums
),

-- Dates and compute are centred, so that sums give the slope without an organisation with full precision.
organizations as (
    select
        {% for column in cell.split(', ') -%} grouped.{{ column }}, {% endfor %}
        grouped.main_owner,
        count(*) as n,
        {% for name, term in {
            'sx': 'grouped.x - sums.mean_x',
            'sy': 'grouped.y - sums.mean_y',
            'sxx': 'power(grouped.x - sums.mean_x, 2)',
            'sxy': '(grouped.x - sums.mean_x) * (grouped.y - sums.mean_y)',
        }.items() -%}
        sum({{ term }} order by grouped.x, grouped.y) as {{ name }} {{- ',' if not loop.last }}
        {% endfor %}
    from grouped
    inner join sums on {{ same_cell('grouped', 'sums', cell) }}
    group by all
),

without as (
    select
        {% for column in cell.split(', ') -%} organizations.{{ column }}, {% endfor %}
        organizations.main_owner,
        organizations.n as models,
        (sums.slope * sums.sxx - organizations.sxy - organizations.sx * organizations.sy / nullif(sums.n - organizations.n, 0))
        / nullif(sums.sxx - organizations.sxx - power(organizations.sx, 2) / nullif(sums.n - organizations.n, 0), 0)
        - sums.slope as change
    from organizations
    inner join sums on {{ same_cell('organizations', 'sums', cell) }}
),

jackknife as (
    select
        {{ cell }},
        sqrt((count(*) - 1.0) / count(*) * sum(power(change, 2) order by main_owner)) as organization_se,
        {{ organization_degrees('sum(models)', 'sum(models * models)') }} as organization_degrees
    from without
    group by {{ cell }}
)

select
    fits.* exclude (mean_y, syy),
    student_t_quantile(0.975, n - 2.0) as t_quantile,
    residual_sd / sqrt(sxx) as slope_se,
    jackknife.organization_se,
    jackknife.organization_degrees,
    student_t_quantile(0.975, jackknife.organization_degrees) as organization_quantile
from fits
left join jackknife on {{ same_cell('fits', 'jackknife', cell) }}
