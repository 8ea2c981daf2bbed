-- A model of m countries counts once in each (full), or 1/m in each (fractional).

with countries as (
    select
        model_id,
        country_code as country,
        1.0 / count(*) over (partition by model_id) as weight
    from (
        select distinct
            model_id,
            country_code
        from {{ ref('int_models__countries') }}
        where country_code is not null
    ) as distinct_countries
),

members as (
    select *, model_id in (select model_id from countries) as is_known
    from {{ ref('int_models__periods') }}
    where
        definition in {{ definitions_of('model_country_share') }}
        and has_country
        and (not is_year or period_start >= date '2010-01-01')
),

organizations as (
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        main_owner,
        count(*) filter (where is_known) as n,
        count(*) filter (where not is_known) as n_unknown
    from members
    group by all
),

-- A country with too few models to publish would only add suppressed rows.
shown_countries as (
    select
        populations.definition,
        populations.source,
        populations.vintage,
        countries.country
    from {{ ref('int_models__populations') }} as populations
    inner join countries on populations.model_id = countries.model_id
    group by all
    having count(*) >= {{ smallest_n() }}
),

counts as (
    select
        definition,
        source,
        vintage,
        period,
        main_owner,
        country,
        count(*) as full_count,
        sum(weight order by weight) as fractional_count
    from members
    inner join countries using (model_id)
    group by all
),

cells as (
    {% for counting in ['full', 'fractional'] %}
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        country,
        '{{ counting }}' as counting,
        main_owner,
        n,
        coalesce({{ counting }}_count, 0) as k,
        n_unknown
    from organizations
    inner join shown_countries using (definition, source, vintage)
    left join counts using (definition, source, vintage, period, main_owner, country)
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

{{ shares_of_models() }}
