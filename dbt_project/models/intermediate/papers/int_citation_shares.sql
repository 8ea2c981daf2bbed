{% set cell = 'definition, source, vintage, venue, period, period_start, period_end' %}

with members as (
    {% for suffix, weight in [('', 'citations'), ('_window3', 'citations_window3')] -%}
    select
        periods.definition || '{{ suffix }}' as definition,
        periods.source,
        periods.vintage,
        periods.venue,
        periods.period,
        periods.period_start,
        periods.period_end,
        periods.team_class,
        papers.{{ weight }} as weight
    from {{ ref('int_papers__periods') }} as periods
    inner join {{ ref('int_papers') }} as papers on periods.paper_id = papers.paper_id
    where periods.is_year and periods.definition in ('accepted', 'complete_teams')
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

unknowns as (
    select {{ cell }}, count(*) filter (where team_class = 'unknown' or weight is null) as n_unknown
    from members
    group by {{ cell }}
),

works as (
    select {{ cell }}, team_class, weight, count(*) as works
    from members
    where team_class <> 'unknown' and weight is not null
    group by {{ cell }}, team_class, weight
),

cells as (
    select
        {{ cell }},
        cast(sum(works) as bigint) as n,
        sum(weight * works) as citations,
        {% for class in known_team_classes() -%}
        coalesce(sum(weight * works) filter (where team_class = '{{ class }}'), 0) as citations_{{ class }},
        {% endfor -%}
        {% set parts = [] -%}
        {%- for class in known_team_classes() -%}
        {%- do parts.append("case when team_class = '" ~ class ~ "' then weight else 0 end") -%}
        {%- endfor -%}
        {{ ordered_list(list_of(parts), 'team_class, weight') }} as parts_each,
        {{ ordered_list('works', 'team_class, weight') }} as works_each
    from works
    group by {{ cell }}
),

intervals as (
    select
        *,
        -- No resample for a group that is too small to publish: most venues of a year are small.
        case when n >= {{ smallest_n() }} then bootstrap_parts(parts_each, works_each, {{ bootstrap_seed() }}) end as ends
    from cells
    where citations > 0
),

-- A join turns columns into rows, because each branch of a union would draw every resample again.
classes as (
    {% for class in known_team_classes() -%}
    select '{{ class }}' as team_class, {{ loop.index }} as place
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    {% for column in cell.split(', ') -%} intervals.{{ column }}, {% endfor %}
    classes.team_class,
    intervals.n,
    unknowns.n_unknown,
    case classes.team_class
        {% for class in known_team_classes() -%}
        when '{{ class }}' then intervals.citations_{{ class }}
        {% endfor %}
    end * 1.0 / intervals.citations as value,
    {{ list_item('intervals.ends', '2 * classes.place - 1') }} as ci_low,
    {{ list_item('intervals.ends', '2 * classes.place') }} as ci_high
from intervals
cross join classes
inner join unknowns
    on
        intervals.definition = unknowns.definition
        and intervals.source = unknowns.source
        and intervals.vintage = unknowns.vintage
        and coalesce(intervals.venue, '') = coalesce(unknowns.venue, '')
        and intervals.period = unknowns.period
