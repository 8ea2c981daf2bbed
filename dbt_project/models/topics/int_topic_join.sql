-- The main variant is also split by region of the papers. The compute of a topic always covers all regions.
with papers as (
    select
        definition, source, vintage, period, period_start, period_end, region, topic,
        cast(coalesce(sum(works) filter (where team_class <> 'unknown'), 0) as bigint) as n,
        cast(coalesce(sum(works) filter (where team_class = 'academic_only'), 0) as bigint) as k,
        cast(coalesce(sum(works) filter (where team_class = 'unknown'), 0) as bigint) as n_unknown,
        coalesce(sum(fraction order by team_class) filter (where team_class <> 'unknown'), 0) as fraction,
        coalesce(sum(fraction order by team_class) filter (where team_class = 'academic_only'), 0) as academic_fraction
    from {{ ref('int_topic_teams') }}
    where not is_area and period in (select period from {{ ref('reporting_period') }})
    group by all
),

intensities as (
    select
        definition as measure,
        source as compute_source,
        vintage as compute_vintage,
        period, topic,
        value as intensity,
        ci_low as intensity_low,
        ci_high as intensity_high,
        n as n_measured,
        -- The proxy is a share of works, so it needs at least as many works as the share of teams.
        n >= if(unit = 'share', {{ smallest_topic() }}, {{ smallest_n() }}) as is_measured
    from {{ ref('topic_compute_intensity') }}
    where region is null
),

variants (variant, definition, measure, is_all_years, needs_precision) as (
    values
    ('all_models', 'accepted', 'all_models_compute_known', false, false),
    ('notable', 'accepted', 'notable_compute_known', false, false),
    ('all_years', 'accepted', 'all_models_compute_known', true, false),
    ('accelerators', 'accepted', 'accelerator_mentions', false, false),
    ('complete_teams', 'complete_teams', 'all_models_compute_known', false, false),
    ('with_abstract', 'accepted_with_abstract', 'all_models_compute_known', false, false),
    ('precise_topics', 'accepted', 'all_models_compute_known', false, true)
),

joined as (
    select
        variants.variant,
        papers.*,
        intensities.measure, intensities.compute_source, intensities.compute_vintage, intensities.intensity,
        intensities.intensity_low, intensities.intensity_high, intensities.n_measured,
        coalesce(accuracy.is_imprecise, false) as is_imprecise,
        papers.n >= {{ smallest_topic() }}
        and intensities.is_measured
        and not (variants.needs_precision and coalesce(accuracy.is_imprecise, false)) as is_fitted
    from papers
    inner join variants
        on papers.definition = variants.definition and (papers.region is null or variants.variant = 'all_models')
    inner join intensities
        on
            variants.measure = intensities.measure
            and papers.topic = intensities.topic
            and if(variants.is_all_years, 'all', papers.period) = intensities.period
            -- The proxy is read from the papers themselves, so it comes from their own list.
            and (variants.measure <> 'accelerator_mentions' or papers.source = intensities.compute_source)
    left join {{ ref('int_topic_accuracy') }} as accuracy
        on papers.topic = accuracy.topic and accuracy.split = 'test'
    -- For the period of all years, this variant equals the main one.
    where not (variants.is_all_years and papers.period = 'all')
)

select *, k * 1.0 / nullif(n, 0) as academic_share, academic_fraction / nullif(fraction, 0) as academic_fraction_share
from joined
