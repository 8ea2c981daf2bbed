with years as (
    select distinct definition, source, vintage, cast(extract(year from first_operational_date) as integer) as year
    from {{ ref('int_clusters__populations') }}
    where first_operational_date is not null
),

-- A cluster without a date may have existed in any year.
members as (
    select
        populations.*,
        years.year,
        operations_16_bit as operations,
        operations_16_bit is not null and first_operational_date is not null as is_known
    from years
    inner join {{ ref('int_clusters__populations') }} as populations using (definition, source, vintage)
    where
        years.year >= coalesce(extract(year from first_operational_date), years.year)
        and (end_date is null or extract(year from end_date) > years.year)
),

-- A cluster without performance has an unknown size.
unplaced as (
    select
        definition,
        source,
        vintage,
        year,
        count(*) as n_unplaced
    from members
    where not is_known
    group by definition, source, vintage, year
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
        list(
            case when public_owner = '{{ owner }}' then operations else 0 end
            order by operations, sector, public_owner
        )
            filter (where sector is not null) as {{ owner }}_each,
        {% endfor %}
        -- The interval resamples clusters with their owner and size together.
        list(case when sector = 'private' then operations else 0 end order by operations, sector)
            filter (where sector is not null) as private_each,
        list(operations order by operations, sector) filter (where sector is not null) as operations_each
    from members
    where is_known
    group by definition, source, vintage, year
)

select
    sums.* exclude (academia_each, government_each, private_each, operations_each),
    coalesce(unplaced.n_unplaced, 0) as n_unplaced
    {%- for owner in ['private', 'academia', 'government'] %},
    case when n_private + n_public + n_public_private >= {{ smallest_n() }} then
        bootstrap_ratio({{ owner }}_each, operations_each, {{ bootstrap_seed() }})
    end as {{ owner }}_interval
    {%- endfor %}
from sums
left join unplaced using (definition, source, vintage, year)
