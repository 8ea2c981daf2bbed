-- Sites of unknown class or country are in no denominator. The bounds put them all outside, then inside.
with members as (
    {% for kind, value in [('sector', "nullif(owner_class, 'unknown')"), ('country', 'country')] -%}
    select definition, source, vintage, year, day, site, h100e, '{{ kind }}' as kind, {{ value }} as value
    from {{ ref('int_data_center_sites') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

parts as (
    select distinct source, vintage, kind, value
    from members
    where value is not null
),

cells as (
    select
        members.definition,
        members.source,
        members.vintage,
        members.year,
        members.day,
        members.kind,
        parts.value as part,
        count(members.value) as n,
        count(*) - count(members.value) as n_unknown,
        coalesce(sum(members.h100e order by members.site) filter (where members.value is null), 0) as unknown,
        list(case when members.value = parts.value then members.h100e else 0 end order by members.site)
            filter (where members.value is not null) as part_each,
        list(members.h100e order by members.site) filter (where members.value is not null) as each
    from members
    inner join parts
        on members.source = parts.source and members.vintage = parts.vintage and members.kind = parts.kind
    group by all
),

intervals as (
    select
        *,
        list_sum(part_each) as held,
        list_sum(each) as known,
        case when n >= {{ smallest_n() }} then bootstrap_ratio(part_each, each, {{ bootstrap_seed() }}) end as ends
    from cells
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
    held / known as value,
    held / (known + unknown) as bound_low,
    (held + unknown) / (known + unknown) as bound_high,
    ends[1] as ci_low,
    ends[2] as ci_high,
    {{ bootstrap_method() }} as ci_method
from intervals
where held > 0
