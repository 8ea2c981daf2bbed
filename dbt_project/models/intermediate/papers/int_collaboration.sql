-- The expectation assumes that authors mix at random. A team is described by its number of authors in either
-- sector and its number of academic ones; an author in both counts one half.
{% set cell = 'definition, source, vintage, venue, period, period_start, period_end' %}

with members as (
    select
        {% for column in cell.split(', ') -%} periods.{{ column }}, {% endfor %}
        teams.academic_or_industry_slots as authors,
        teams.academic_slots as academic,
        -- Authors of unknown sector could complete the work to a team of two.
        teams.academic_or_industry_slots is null or (
            teams.academic_or_industry_slots < 2
            and teams.academic_or_industry_slots + teams.unknown_slots >= 2
        ) as is_unknown
    from {{ ref('int_papers__periods') }} as periods
    inner join {{ ref('int_papers__teams') }} as teams on periods.paper_id = teams.paper_id
    where periods.is_year and periods.definition in ('accepted', 'complete_teams')
),

unknowns as (
    select {{ cell }}, count(*) filter (where is_unknown) as n_unknown
    from members
    group by {{ cell }}
),

teams as (
    select {{ cell }}, authors, academic, count(*) as works
    from members
    where authors >= 2
    group by {{ cell }}, authors, academic
),

slots as (
    select {{ cell }}, sum(academic * works) / sum(authors * works) as academic_share
    from teams
    group by {{ cell }}
),

cells as (
    select
        {% for column in cell.split(', ') -%} teams.{{ column }}, {% endfor %}
        cast(sum(teams.works) as bigint) as n,
        cast(coalesce(
            sum(teams.works) filter (where teams.academic > 0 and teams.academic < teams.authors), 0
        ) as bigint) as observed,
        {{ ordered_sum(
            'teams.works * (1 - power(slots.academic_share, teams.authors)'
            ~ ' - power(1 - slots.academic_share, teams.authors))',
            'teams.authors, teams.academic'
        ) }} as expected,
        {{ ordered_list('teams.authors', 'teams.authors, teams.academic') }} as authors_each,
        {{ ordered_list('teams.academic', 'teams.authors, teams.academic') }} as academic_each,
        {{ ordered_list('teams.works', 'teams.authors, teams.academic') }} as works_each
    from teams
    inner join slots
        on
            teams.definition = slots.definition
            and teams.source = slots.source
            and teams.vintage = slots.vintage
            and coalesce(teams.venue, '') = coalesce(slots.venue, '')
            and teams.period = slots.period
    group by {% for column in cell.split(', ') -%} teams.{{ column }} {{- ', ' if not loop.last }} {%- endfor %}
),

-- With fewer expected mixed teams, the index is unreliable, and a resample may expect none.
supported as (
    select
        *,
        bootstrap_collaboration(authors_each, academic_each, works_each, {{ bootstrap_seed() }}) as ends
    from cells
    where expected >= {{ smallest_n() }}
)

select
    supported.definition,
    supported.source,
    supported.vintage,
    supported.venue,
    supported.period,
    supported.period_start,
    supported.period_end,
    supported.n,
    supported.observed,
    supported.expected,
    unknowns.n_unknown,
    {{ list_item('supported.ends', 1) }} as ci_low,
    {{ list_item('supported.ends', 2) }} as ci_high
from supported
inner join unknowns
    on
        supported.definition = unknowns.definition
        and supported.source = unknowns.source
        and supported.vintage = unknowns.vintage
        and coalesce(supported.venue, '') = coalesce(unknowns.venue, '')
        and supported.period = unknowns.period
