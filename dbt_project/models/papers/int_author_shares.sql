-- Full counting counts each author once. Fractional counting counts each work once, so each of its a authors
-- counts 1/a. An author of several sectors is split equally.
{% set cell = 'definition, source, vintage, period, period_start, period_end' %}
{% set sectors = ['academia', 'industry', 'other'] %}

with authors as (
    select
        {% for column in cell.split(', ') -%} periods.{{ column }}, {% endfor %}
        countings.counting,
        {% for sector in sectors -%}
        -- Sums are rounded, because another order of addition changes their last digit.
        round(
            teams.{{ sector }}_authors
            / case when countings.counting = 'full' then 1 else papers.author_count end, 9
        ) as {{ sector }} {{- ',' if not loop.last }}
        {% endfor %}
    from {{ ref('int_papers__periods') }} as periods
    inner join {{ ref('int_papers') }} as papers on periods.paper_key = papers.paper_key
    inner join {{ ref('int_papers__teams') }} as teams on periods.paper_key = teams.paper_key
    cross join (values ('full'), ('fractional')) as countings (counting)
    where periods.venue is null and periods.definition in ('accepted', 'complete_teams')
),

kinds as (
    select
        {{ cell }},
        counting,
        {{ sectors | join(', ') }},
        coalesce({{ sectors | join(' + ') }}, 0) > 0 as is_known,
        count(*) as works
    from authors
    group by {{ cell }}, counting, {{ sectors | join(', ') }}
),

{{ shares_of_weighted_works('kinds', cell ~ ', counting', sectors, sectors, 'sector') }}
