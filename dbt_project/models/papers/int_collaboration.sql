-- The expectation assumes that authors mix at random. A team is described by its number of authors in either
-- sector and its number of academic authors. An author in both sectors counts one half.
{% set cell = 'definition, source, vintage, venue, period, period_start, period_end' %}

with members as (
    select
        {{ cell }},
        academic_or_industry_slots as authors,
        academic_slots as academic,
        -- Authors of unknown sector could complete the work to a team of two.
        academic_or_industry_slots is null or (
            academic_or_industry_slots < 2 and academic_or_industry_slots + unknown_slots >= 2
        ) as is_unknown
    from {{ ref('int_papers__periods') }}
    inner join {{ ref('int_papers__teams') }} using (paper_key)
    where is_year and definition in ('accepted', 'complete_teams')
),

kinds as (
    select
        {{ cell }},
        authors,
        academic,
        -- Only teams of two or more can be mixed.
        case when authors >= 2 then count(*) else 0 end as works,
        count(*) filter (where is_unknown) as unknown_works
    from members
    group by {{ cell }}, authors, academic
),

slots as (
    select
        {{ cell }},
        cast(sum(works) as bigint) as n,
        cast(sum(unknown_works) as bigint) as n_unknown,
        sum(authors * works) as slots,
        sum(academic * works) / nullif(sum(authors * works), 0) as academic_share
    from kinds
    group by {{ cell }}
),

teams as (
    select
        kinds.*,
        slots.n,
        slots.n_unknown,
        slots.slots,
        slots.academic_share,
        case when kinds.academic > 0 and kinds.academic < kinds.authors then 1 else 0 end as is_mixed,
        1 - power(slots.academic_share, kinds.authors) - power(1 - slots.academic_share, kinds.authors) as chance,
        -- This is the derivative of the probability by the academic share.
        kinds.authors * (
            power(1 - slots.academic_share, kinds.authors - 1) - power(slots.academic_share, kinds.authors - 1)
        ) as slope
    from kinds
    inner join slots on {{ same_cell('kinds', 'slots', cell) }}
    where kinds.works > 0
),

cells as (
    select
        {{ cell }},
        cast(sum(works * is_mixed) as bigint) as observed,
        sum(works * chance order by authors, academic) as expected,
        sum(works * slope order by authors, academic) as slopes
    from teams
    group by {{ cell }}
),

-- The influence of a work on the ratio of the two sums includes its influence on the academic share.
spreads as (
    select
        {% for column in cell.split(', ') -%} teams.{{ column }}, {% endfor %}
        teams.n,
        teams.n_unknown,
        cells.observed,
        cells.expected,
        teams.n / (teams.n - 1.0) * sum(
            teams.works * power(
                teams.is_mixed - cells.observed / cells.expected * (
                    teams.chance
                    + cells.slopes * (teams.academic - teams.academic_share * teams.authors) / teams.slots
                ), 2
            )
            order by teams.authors, teams.academic
        ) / power(cells.expected, 2) as variance
    from teams
    inner join cells on {{ same_cell('teams', 'cells', cell) }}
    -- If fewer mixed teams are expected, the index is unreliable.
    where cells.expected >= {{ smallest_n() }}
    group by {% for column in cell.split(', ') -%} teams.{{ column }}, {% endfor %} teams.n, teams.n_unknown, cells.observed, cells.expected
),

-- The interval is computed on the square-root scale, so that its ends stay above zero.
ends as (
    select
        *,
        sqrt(observed / expected) as root,
        student_t_quantile(0.975, n - 1) * sqrt(variance) / nullif(2 * sqrt(observed / expected), 0) as reach
    from spreads
)

select
    {{ cell }},
    n,
    observed,
    expected,
    n_unknown,
    power(greatest(root - coalesce(reach, 0), 0), 2) as ci_low,
    -- Without a mixed team, the upper end is the exact one for a count of zero.
    case when observed = 0 then -ln(0.025) / expected else power(root + reach, 2) end as ci_high
from ends
