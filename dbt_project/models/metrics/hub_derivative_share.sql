-- A base of an unknown account may come from industry. A model without another base counts as unknown, not in
-- n.
with derivatives as (
    select
        source,
        vintage,
        model_id,
        year,
        team_class,
        maker_class,
        bool_or(base_team_class = 'industry_only') as is_on_industry,
        bool_or(base_team_class = 'unknown') as has_unknown
    from {{ ref('int_hub__bases') }}
    where not is_own
    group by all
),

teams as (
    {% for definition, class in [('hub_accounts', 'team_class'), ('hub_accounts_by_maker', 'maker_class')] -%}
    select
        '{{ definition }}' as definition,
        source,
        vintage,
        year,
        {{ class }} as team_class,
        is_on_industry,
        has_unknown
    from derivatives
    where {{ class }} <> 'unknown'
    union all
    select
        '{{ definition }}',
        source,
        vintage,
        year,
        null,
        is_on_industry,
        has_unknown
    from derivatives
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

counts as (
    select
        teams.definition,
        teams.source,
        teams.vintage,
        periods.period,
        periods.period_start,
        periods.period_end,
        teams.team_class,
        'industry' as sector,
        count(*) filter (where teams.is_on_industry or not teams.has_unknown) as n,
        count(*) filter (where teams.is_on_industry) as k,
        count(*) filter (where teams.has_unknown and not teams.is_on_industry) as n_unknown
    from teams
    inner join {{ ref('int_periods') }} as periods on teams.year between periods.first_year and periods.last_year
    group by all
)

select
    *,
    unnest(share_of_counts(k, n, n_unknown)),
    'share' as unit,
    'wilson' as ci_method
from counts
where n > 0
