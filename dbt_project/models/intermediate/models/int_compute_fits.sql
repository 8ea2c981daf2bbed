{{ config(**by_vintage()) }}

with members as (
    select
        populations.definition,
        models.source,
        models.vintage,
        models.team_class,
        models.year_fraction as x,
        models.log10_flop as y,
        count(*) filter (where models.team_class = 'unknown') over (
            partition by populations.definition, models.source, models.vintage
        ) as n_unknown
    from {{ new_vintages_of(ref('int_models__populations')) }} as populations
    inner join {{ ref('int_models') }} as models on populations.model_id = models.model_id
    where models.publication_date >= date '2010-01-01' and models.log10_flop is not null
),

grouped as (
    select definition, source, vintage, team_class, x, y, n_unknown from members where team_class <> 'unknown'
    union all
    -- All teams together need no class.
    select definition, source, vintage, null, x, y, 0 from members
),

sums as (
    select
        definition,
        source,
        vintage,
        team_class,
        count(*) as n,
        max(n_unknown) as n_unknown,
        min(x) as first_x,
        max(x) as last_x,
        {{ ordered_aggregate('avg', 'x', 'x') }} as mean_x,
        {{ ordered_aggregate('regr_slope', 'y, x', 'x, y') }} as slope,
        {{ ordered_aggregate('regr_intercept', 'y, x', 'x, y') }} as intercept,
        {{ ordered_aggregate('regr_sxx', 'y, x', 'x, y') }} as sxx,
        {{ ordered_aggregate('regr_syy', 'y, x', 'x, y') }} as syy
    from grouped
    group by definition, source, vintage, team_class
),

fits as (
    select
        *,
        case
            when n > 2 and sxx > 0 then sqrt(greatest(syy - slope * slope * sxx, 0) / (n - 2))
        end as residual_sd
    from sums
)

select
    definition,
    source,
    vintage,
    team_class,
    n,
    n_unknown,
    first_x,
    last_x,
    mean_x,
    slope,
    intercept,
    residual_sd,
    sxx,
    student_t_quantile(0.975, n - 2.0) as t_quantile,
    residual_sd / sqrt(sxx) as slope_se
from fits
