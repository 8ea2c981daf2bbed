with sides as (
    select
        topics as definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        team_class,
        if(is_intensive, 'share_intensive', 'share_other') as unit,
        -- The parts of a work add up to one, up to rounding.
        round(sum(n)) as n,
        round(sum(k)) as k,
        round(sum(n_unknown)) as n_unknown
    from {{ ref('int_intensity_cells') }}
    group by all
),

-- A gap also lacks the works of neither side.
gaps as (
    select
        gaps.* exclude (base_period),
        sides.period_start,
        sides.period_end,
        sum(sides.n) as n,
        any_value(works.n + works.n_unknown) - sum(sides.n) as n_unknown
    from {{ ref('int_intensity_gaps') }} as gaps
    inner join {{ ref('int_definitions') }} as definitions on gaps.definition = definitions.definition
    inner join sides
        on
            definitions.topics = sides.definition
            and gaps.source = sides.source
            and gaps.period = sides.period
            and gaps.team_class = sides.team_class
    inner join {{ ref('int_paper_shares') }} as works
        on
            works.metric = 'any_industry_share'
            and works.definition = 'accepted'
            and works.venue is null
            and gaps.source = works.source
            and gaps.period = works.period
    where gaps.unit <> 'share_gap_step'
    group by all
)

select
    *,
    unnest(share_of_counts(k, n, n_unknown)),
    'wilson' as ci_method
from sides
union all by name
select
    *,
    'crossed_lists_topics_t' as ci_method,
    -- Too few lists or topics for an interval.
    ci_low is not null as is_shown
from gaps
