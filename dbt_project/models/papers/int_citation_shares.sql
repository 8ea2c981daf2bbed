{% set cell = 'definition, source, vintage, venue, period, period_start, period_end' %}

-- Works are counted once for both numbers of citations, because counts are far fewer than works.
with members as (
    select
        {% for column in cell.split(', ') -%} periods.{{ column }}, {% endfor %}
        periods.team_class,
        papers.citations,
        papers.citations_window3,
        count(*) as works
    from {{ ref('int_papers__periods') }} as periods
    inner join {{ ref('int_papers') }} as papers on periods.paper_key = papers.paper_key
    where periods.is_year and periods.definition in ('accepted', 'complete_teams')
    group by all
),

counted as (
    {% for suffix, weight in [('', 'citations'), ('_window3', 'citations_window3')] -%}
    select
        definition || '{{ suffix }}' as definition,
        source,
        vintage,
        venue,
        period,
        period_start,
        period_end,
        team_class,
        {{ weight }} as citations,
        cast(sum(works) as bigint) as works
    from members
    group by all
    {{ 'union all' if not loop.last }}
    {% endfor %}
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
