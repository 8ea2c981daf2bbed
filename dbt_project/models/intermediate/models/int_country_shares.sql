-- A model of m countries counts once in each (full), or 1/m in each (fractional).
{{ config(**by_vintage()) }}

{% set definitions = "'notable', 'notable_compute_known', 'all_models'" %}

with countries as (
    select model_id, country_code as country, 1.0 / count(*) over (partition by model_id) as weight
    from (
        select distinct model_id, country_code
        from {{ new_vintages_of(ref('int_models__countries')) }}
        where country_code is not null
    ) as distinct_countries
),

populations as (
    select
        periods.definition,
        periods.source,
        periods.vintage,
        periods.period,
        periods.period_start,
        periods.period_end,
        count(*) filter (where stated.model_id is not null) as n,
        count(*) filter (where stated.model_id is null) as n_unknown
    from {{ new_vintages_of(ref('int_models__periods')) }} as periods
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
        periods.period_end
),

-- A country with too few models to publish would only add suppressed rows.
shown_countries as (
    select members.definition, members.source, members.vintage, countries.country
    from {{ new_vintages_of(ref('int_models__populations')) }} as members
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
        {{ ordered_sum('countries.weight', 'countries.weight') }} as fractional_count
    from {{ new_vintages_of(ref('int_models__periods')) }} as periods
    inner join countries on periods.model_id = countries.model_id
    where periods.definition in ({{ definitions }})
    group by periods.definition, periods.vintage, periods.source, periods.period, countries.country
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
    populations.n_unknown
from populations
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
{{ 'union all' if not loop.last }}
{% endfor %}
