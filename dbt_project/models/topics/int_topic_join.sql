with papers as (
    select
        source,
        vintage,
        period,
        period_start,
        period_end,
        topic,
        cast(coalesce(sum(works) filter (where team_class <> 'unknown'), 0) as bigint) as n,
        cast(coalesce(sum(works) filter (where team_class = 'academic_only'), 0) as bigint) as k,
        cast(coalesce(sum(works) filter (where team_class = 'unknown'), 0) as bigint) as n_unknown,
        coalesce(sum(fraction order by team_class) filter (where team_class <> 'unknown'), 0) as fraction,
        coalesce(sum(fraction order by team_class) filter (where team_class = 'academic_only'), 0) as academic_fraction
    from {{ ref('int_topic_teams') }}
    where definition = 'accepted' and not is_area and period in (select period from {{ ref('reporting_period') }})
    group by all
)

select
    papers.*,
    papers.k * 1.0 / nullif(papers.n, 0) as academic_share,
    papers.academic_fraction / nullif(papers.fraction, 0) as academic_fraction_share,
    intensities.source as compute_source,
    intensities.vintage as compute_vintage,
    intensities.value as intensity,
    intensities.ci_low as intensity_low,
    intensities.ci_high as intensity_high,
    intensities.n as n_measured,
    papers.n >= {{ smallest_topic() }} and intensities.n >= {{ smallest_n() }} as is_fitted
from papers
inner join {{ ref('topic_compute_intensity') }} as intensities
    on papers.topic = intensities.topic and papers.period = intensities.period
