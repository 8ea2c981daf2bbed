{% set known = 'populations.operations_16_bit is not null and populations.first_operational_date is not null' %}
{% set remains = '(populations.end_date is null or extract(year from populations.end_date) > years.year)' %}

with years as (
    select distinct definition, source, vintage, cast(extract(year from first_operational_date) as integer) as year
    from {{ ref('int_clusters__populations') }}
    where first_operational_date is not null
),

in_place as (
    select
        years.definition,
        years.source,
        years.vintage,
        years.year,
        populations.cluster_id,
        populations.sector,
        populations.public_owner,
        populations.operations_16_bit as operations
    from years
    inner join {{ ref('int_clusters__populations') }} as populations
        on
            years.definition = populations.definition
            and years.source = populations.source
            and years.vintage = populations.vintage
            and years.year >= extract(year from populations.first_operational_date)
    where populations.operations_16_bit is not null and {{ remains }}
),

-- A cluster without a date may have existed in any year. A cluster without performance has an unknown size.
unplaced as (
    select
        years.definition,
        years.source,
        years.vintage,
        years.year,
        count(*) as n_unplaced
    from years
    inner join {{ ref('int_clusters__populations') }} as populations
        on
            years.definition = populations.definition
            and years.source = populations.source
            and years.vintage = populations.vintage
            and years.year >= coalesce(extract(year from populations.first_operational_date), years.year)
    where not ({{ known }}) and {{ remains }}
    group by years.definition, years.source, years.vintage, years.year
),

sums as (
    select
        definition,
        source,
        vintage,
        year,
        {% for sector in ['private', 'public', 'public_private'] %}
        count(*) filter (where sector = '{{ sector }}') as n_{{ sector }},
        coalesce(sum(operations order by operations) filter (where sector = '{{ sector }}'), 0)
            as operations_{{ sector }},
        {% endfor %}
        count(*) filter (where sector is null) as n_unknown_sector,
        coalesce(sum(operations order by operations) filter (where sector is null), 0) as operations_unknown,
        {% for owner in ['academia', 'government'] %}
        coalesce(sum(operations order by operations) filter (where public_owner = '{{ owner }}'), 0)
            as operations_{{ owner }},
        list(case when public_owner = '{{ owner }}' then operations else 0 end order by operations, sector, public_owner)
            filter (where sector is not null) as {{ owner }}_each,
        {% endfor %}
        -- The interval resamples clusters with their owner and size together.
        list(case when sector = 'private' then operations else 0 end order by operations, sector)
            filter (where sector is not null) as private_each,
        list(operations order by operations, sector) filter (where sector is not null) as operations_each
    from in_place
    group by definition, source, vintage, year
)

select
    sums.definition,
    sums.source,
    sums.vintage,
    sums.year,
    sums.n_private,
    sums.n_public,
    sums.n_public_private,
    sums.n_unknown_sector,
    coalesce(unplaced.n_unplaced, 0) as n_unplaced,
    sums.operations_private,
    sums.operations_public,
    sums.operations_public_private,
    sums.operations_unknown,
    {% for owner in ['academia', 'government'] %}
    sums.operations_{{ owner }},
    case when sums.n_private + sums.n_public + sums.n_public_private >= {{ smallest_n() }} then
        bootstrap_ratio(sums.{{ owner }}_each, sums.operations_each, {{ bootstrap_seed() }})
    end as {{ owner }}_interval,
    {% endfor %}
    case when sums.n_private + sums.n_public + sums.n_public_private >= {{ smallest_n() }} then
        bootstrap_ratio(sums.private_each, sums.operations_each, {{ bootstrap_seed() }})
    end as private_interval
from sums
left join unplaced
    on
        sums.definition = unplaced.definition
        and sums.source = unplaced.source
        and sums.vintage = unplaced.vintage
        and sums.year = unplaced.year
