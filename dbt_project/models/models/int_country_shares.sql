-- A model of m countries counts once in each (full), or 1/m in each (fractional).
{% set definitions = "'notable', 'notable_compute_known', 'all_models'" %}

with countries as (
    select model_id, country_code as country, 1.0 / count(*) over (partition by model_id) as weight
    from (
        select distinct model_id, country_code
        from {{ ref('int_models__countries') }}
        where country_code is not null
    ) as distinct_countries
),

organizations as (
    select
        periods.definition,
        periods.source,
        periods.vintage,
        periods.period,
        periods.period_start,
        periods.period_end,
        periods.main_owner,
        count(*) filter (where stated.model_id is not null) as n,
        count(*) filter (where stated.model_id is null) as n_unknown
    from {{ ref('int_models__periods') }} as periods
    left join (select distinct model_id from countries) as stated on periods.model_id = stated.model_id
    where
        periods.definition in ({{ definitions }})
        and periods.has_country
        and (not periods.is_year or periods.period_start >= date '2010-01-01')
    group by
        periods.definition,
        periods.source,
        periods.vintage,
        periods.period,
        periods.period_start,
        periods.period_end,
        periods.main_owner
),

populations as (
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        cast(sum(n) as bigint) as n,
        cast(sum(n_unknown) as bigint) as n_unknown,
        count(*) filter (where n > 0) as n_organizations,
        sum(n * n) as squares
    from organizations
    group by definition, source, vintage, period, period_start, period_end
),

-- The jackknife over organisations needs three sums. Two of them need only the organisations of the country.
spread as (
    select
        organizations.definition,
        organizations.source,
        organizations.vintage,
        organizations.period,
        sum(power(organizations.n * 1.0 / (populations.n - organizations.n), 2) order by organizations.main_owner)
            filter (where organizations.n < populations.n) as n_squares
    from organizations
    inner join populations
        on
            organizations.definition = populations.definition
            and organizations.source = populations.source
            and organizations.vintage = populations.vintage
            and organizations.period = populations.period
    group by organizations.definition, organizations.source, organizations.vintage, organizations.period
),

-- A country with too few models to publish would only add suppressed rows.
shown_countries as (
    select members.definition, members.source, members.vintage, countries.country
    from {{ ref('int_models__populations') }} as members
    inner join countries on members.model_id = countries.model_id
    where members.definition in ({{ definitions }})
    group by members.definition, members.source, members.vintage, countries.country
    having count(*) >= {{ smallest_n() }}
),

counts as (
    select
        periods.definition,
        periods.vintage,
        periods.source,
        periods.period,
        countries.country,
        count(*) as full_count,
        sum(countries.weight order by countries.weight) as fractional_count
    from {{ ref('int_models__periods') }} as periods
    inner join countries on periods.model_id = countries.model_id
    where periods.definition in ({{ definitions }})
    group by periods.definition, periods.vintage, periods.source, periods.period, countries.country
),

held as (
    select
        periods.definition,
        periods.vintage,
        periods.source,
        periods.period,
        countries.country,
        periods.main_owner,
        count(*) as full_count,
        sum(countries.weight order by countries.weight) as fractional_count
    from {{ ref('int_models__periods') }} as periods
    inner join countries on periods.model_id = countries.model_id
    where periods.definition in ({{ definitions }})
    group by
        periods.definition, periods.vintage, periods.source, periods.period, countries.country, periods.main_owner
),

country_spread as (
    select
        held.definition,
        held.vintage,
        held.source,
        held.period,
        held.country,
        {% for counting in ['full', 'fractional'] -%}
        {%- set count = 'held.' ~ counting ~ '_count' -%}
        {%- set left = 'nullif(populations.n - organizations.n, 0)' -%}
        sum(power({{ count }} / {{ left }}, 2) order by held.main_owner) as {{ counting }}_squares,
        sum({{ count }} * organizations.n / power({{ left }}, 2) order by held.main_owner)
            as {{ counting }}_products {{- ',' if not loop.last }}
        {% endfor %}
    from held
    inner join organizations
        on
            held.definition = organizations.definition
            and held.source = organizations.source
            and held.vintage = organizations.vintage
            and held.period = organizations.period
            and held.main_owner = organizations.main_owner
    inner join populations
        on
            held.definition = populations.definition
            and held.source = populations.source
            and held.vintage = populations.vintage
            and held.period = populations.period
    group by held.definition, held.vintage, held.source, held.period, held.country
)

{% for counting in ['full', 'fractional'] %}
select
    populations.definition,
    populations.source,
    populations.vintage,
    populations.period,
    populations.period_start,
    populations.period_end,
    shown_countries.country,
    '{{ counting }}' as counting,
    populations.n,
    coalesce(counts.{{ counting }}_count, 0) as k,
    populations.n_unknown,
    {% set share = 'counts.' ~ counting ~ '_count / populations.n' -%}
    {{ effective_n(
        'coalesce(counts.' ~ counting ~ '_count, 0)', 'populations.n', 'populations.n_organizations',
        '(populations.n_organizations - 1.0) / populations.n_organizations * ('
        ~ 'country_spread.' ~ counting ~ '_squares - 2 * ' ~ share ~ ' * country_spread.' ~ counting ~ '_products + power('
        ~ share ~ ', 2) * spread.n_squares)'
    ) }} as effective_n,
    {{ organization_degrees('populations.n', 'populations.squares') }} as degrees
from populations
inner join spread
    on
        populations.definition = spread.definition
        and populations.source = spread.source
        and populations.vintage = spread.vintage
        and populations.period = spread.period
inner join shown_countries
    on
        populations.definition = shown_countries.definition
        and populations.source = shown_countries.source
        and populations.vintage = shown_countries.vintage
left join counts
    on
        populations.definition = counts.definition
        and populations.source = counts.source
        and populations.vintage = counts.vintage
        and populations.period = counts.period
        and shown_countries.country = counts.country
left join country_spread
    on
        populations.definition = country_spread.definition
        and populations.source = country_spread.source
        and populations.vintage = country_spread.vintage
        and populations.period = country_spread.period
        and shown_countries.country = country_spread.country
{{ 'union all' if not loop.last }}
{% endfor %}
