-- Full counting counts each author once. Fractional counting counts each work once, and one of its a authors
-- 1/a. An author of several sectors splits equally.
{% set cell = 'definition, source, vintage, period, period_start, period_end' %}
{% set sectors = ['academia', 'industry', 'other'] %}

with authors as (
    select
        {% for column in cell.split(', ') -%} periods.{{ column }}, {% endfor %}
        countings.counting,
        {% for sector in sectors -%}
        -- Rounded, because parts added in another order differ in the last digit.
        round(
            teams.{{ sector }}_authors
            / case when countings.counting = 'full' then 1 else papers.author_count end, 9
        ) as {{ sector }} {{- ',' if not loop.last }}
        {% endfor %}
    from {{ ref('int_papers__periods') }} as periods
    inner join {{ ref('int_papers') }} as papers on periods.paper_id = papers.paper_id
    inner join {{ ref('int_papers__teams') }} as teams on periods.paper_id = teams.paper_id
    cross join (values ('full'), ('fractional')) as countings (counting)
    where periods.venue is null and periods.is_year and periods.definition in ('accepted', 'complete_teams')
),

works as (
    select {{ cell }}, counting, {{ sectors | join(', ') }}, count(*) as works
    from authors
    group by {{ cell }}, counting, {{ sectors | join(', ') }}
),

{%- set known = sectors | join(' + ') %}
{%- set order = sectors | join(', ') %}

cells as (
    select
        {{ cell }},
        counting,
        cast(coalesce(sum(works) filter (where {{ known }} > 0), 0) as bigint) as n,
        cast(coalesce(sum(works) filter (where coalesce({{ known }}, 0) = 0), 0) as bigint) as n_unknown,
        {% for sector in sectors -%}
        {{ ordered_sum(sector ~ ' * works', order, known ~ ' > 0') }} as {{ sector }},
        {% endfor -%}
        {{ ordered_list(list_of(sectors), order, known ~ ' > 0') }} as parts_each,
        {{ ordered_list('works', order, known ~ ' > 0') }} as works_each
    from works
    group by {{ cell }}, counting
),

intervals as (
    select *, bootstrap_parts(parts_each, works_each, {{ bootstrap_seed() }}) as ends
    from cells
    where n > 0
),

-- A join turns columns into rows, because each branch of a union would draw every resample again.
turns as (
    {% for sector in sectors -%}
    select '{{ sector }}' as sector, {{ loop.index }} as place
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    {% for column in cell.split(', ') -%} intervals.{{ column }}, {% endfor %}
    intervals.counting,
    turns.sector,
    intervals.n,
    intervals.n_unknown,
    case turns.sector
        {% for sector in sectors -%}
        when '{{ sector }}' then intervals.{{ sector }}
        {% endfor %}
    end / (intervals.{{ sectors | join(' + intervals.') }}) as value,
    {{ list_item('intervals.ends', '2 * turns.place - 1') }} as ci_low,
    {{ list_item('intervals.ends', '2 * turns.place') }} as ci_high
from intervals
cross join turns
