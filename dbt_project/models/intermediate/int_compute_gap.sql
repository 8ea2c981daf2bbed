-- M3: orders of magnitude between the compute of industry-only and academic-only models of a year.
{{ config(**by_vintage()) }}

with groups as (
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        count(*) filter (where team_class = 'industry_only') as n_industry_only,
        count(*) filter (where team_class = 'academic_only') as n_academic_only,
        count(*) filter (where team_class = 'unknown') as n_unknown,
        median(training_compute_flop) filter (where team_class = 'industry_only') as median_industry_only,
        median(training_compute_flop) filter (where team_class = 'academic_only') as median_academic_only,
        max(training_compute_flop) filter (where team_class = 'industry_only') as max_industry_only,
        max(training_compute_flop) filter (where team_class = 'academic_only') as max_academic_only,
        {{ ordered_list('training_compute_flop', 'training_compute_flop', "team_class = 'industry_only'") }}
            as industry_only,
        {{ ordered_list('training_compute_flop', 'training_compute_flop', "team_class = 'academic_only'") }}
            as academic_only
    from {{ new_vintages_of(ref('int_models__periods')) }}
    where is_year and definition in ('notable_compute_known', 'all_models_compute_known')
    group by definition, source, vintage, period, period_start, period_end
),

intervals as (
    select
        *,
        bootstrap_median_gap(industry_only, academic_only, {{ bootstrap_seed() }}) as median_interval,
        bootstrap_maximum_gap(industry_only, academic_only, {{ bootstrap_seed() }}) as max_interval
    from groups
    where n_industry_only > 0 and n_academic_only > 0
),

-- Rows are turned by a join, because a branch of a union would draw every resample again.
statistics as (
    select 'median' as statistic
    union all
    select 'max'
),

turned as (
    select
        intervals.*,
        statistics.statistic,
        {% for part in ['industry_only', 'academic_only', 'interval'] -%}
        case statistics.statistic
            when 'median' then intervals.median_{{ part }} else intervals.max_{{ part }}
        end as statistic_{{ part }} {{- ',' if not loop.last }}
        {% endfor %}
    from intervals
    cross join statistics
)

select
    {{ dbt.concat(["definition", "'_'", "statistic"]) }} as definition,
    source,
    vintage,
    period,
    period_start,
    period_end,
    n_industry_only,
    n_academic_only,
    n_unknown,
    statistic_industry_only as flop_industry_only,
    statistic_academic_only as flop_academic_only,
    log10(statistic_industry_only / statistic_academic_only) as value,
    {{ list_item('statistic_interval', 1) }} as ci_low,
    {{ list_item('statistic_interval', 2) }} as ci_high,
    least(n_industry_only, n_academic_only) >= {{ smallest_gap_group() }} as is_shown
from turned
