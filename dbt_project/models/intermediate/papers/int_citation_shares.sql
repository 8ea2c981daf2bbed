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
        papers.{{ weight }} as citations
    from {{ ref('int_papers__periods') }} as periods
    inner join {{ ref('int_papers') }} as papers on periods.paper_id = papers.paper_id
    where periods.is_year and periods.definition in ('accepted', 'complete_teams')
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

counted as (
    select {{ cell }}, team_class, citations, count(*) as works
    from members
    group by {{ cell }}, team_class, citations
),

{% set parts = [] -%}
kinds as (
    select
        {{ cell }},
        works,
        team_class <> 'unknown' and citations is not null as is_known,
        {% for class in known_team_classes() -%}
        {% do parts.append(class ~ '_citations') -%}
        case when team_class = '{{ class }}' then citations else 0 end as {{ class }}_citations {{- ',' if not loop.last }}
        {% endfor %}
    from counted
),

{{ shares_of_weighted_works('kinds', cell, parts, known_team_classes(), 'team_class') }}
