-- Sites of unknown class or country are in no denominator. The bounds put them all outside, then inside.
with in_place as (
    select * from {{ ref('int_data_center_sites') }} where definition = 'data_centers_in_place'
),

members as (
    select *, 'sector' as kind, nullif(owner_class, 'unknown') as part from in_place
    union all
    select *, 'country', country from in_place
),

parts as (
    select distinct
        source,
        vintage,
        kind,
        part
    from members
    where part is not null
),

cells as (
    select
        definition,
        source,
        vintage,
        year,
        day,
        kind,
        parts.part,
        count(members.part) as n,
        count(*) - count(members.part) as n_unknown,
        coalesce(sum(h100e order by site) filter (where members.part is null), 0) as unknown,
        list(case when members.part = parts.part then h100e else 0 end order by site)
            filter (where members.part is not null) as held,
        list(h100e order by site) filter (where members.part is not null) as known
    from members
    inner join parts using (source, vintage, kind)
    group by all
),

shares as (
    select
        *,
        bootstrap_ratio(held, known, {{ bootstrap_seed() }}) as ends
    from cells
    where list_sum(held) > 0
)

select
    definition,
    source,
    vintage,
    cast(year as varchar) as period,
    make_date(year, 1, 1) as period_start,
    day as period_end,
    case when kind = 'sector' then part end as sector,
    case when kind = 'country' then part end as country,
    'share' as unit,
    n,
    n_unknown,
    list_sum(held) / list_sum(known) as value,
    list_sum(held) / (list_sum(known) + unknown) as bound_low,
    (list_sum(held) + unknown) / (list_sum(known) + unknown) as bound_high,
    ends.low as ci_low,
    ends.high as ci_high,
    {{ seeded('bootstrap_percentile') }} as ci_method
from shares
