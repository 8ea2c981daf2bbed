{% set cell = 'definition, source, vintage, period, period_start, period_end' %}

with holders as (
    select {{ cell }}, holder_key, sum(flop order by flop, model, model_id) as flop
    from {{ ref('int_compute_owners') }}
    group by {{ cell }}, holder_key
),

ranked as (
    select
        *,
        row_number() over (partition by {{ cell }} order by flop, holder_key) as rank_up,
        row_number() over (partition by {{ cell }} order by flop desc, holder_key) as rank_down,
        count(*) over (partition by {{ cell }}) as n_holders
    from holders
),

totals as (
    select {{ cell }}, sum(flop order by flop, holder_key) as total
    from holders
    group by {{ cell }}
),

indices as (
    select
        {% for column in cell.split(', ') -%} ranked.{{ column }}, {% endfor %}
        max(ranked.n_holders) as n_holders,
        sum(power(ranked.flop / totals.total, 2) order by ranked.rank_up) as hhi,
        sum(case when ranked.rank_down <= 4 then ranked.flop / totals.total else 0 end order by ranked.rank_up)
            as cr4,
        sum((2.0 * ranked.rank_up - ranked.n_holders - 1) * ranked.flop / totals.total order by ranked.rank_up)
        / max(ranked.n_holders) as gini
    from ranked
    inner join totals
        on
            ranked.definition = totals.definition
            and ranked.source = totals.source
            and ranked.vintage = totals.vintage
            and ranked.period = totals.period
    group by {% for column in cell.split(', ') -%} ranked.{{ column }} {{- ', ' if not loop.last }} {%- endfor %}
),

-- The bootstrap resamples models, so each row needs a number for its model and one for its holder.
numbered as (
    select
        {{ cell }},
        flop,
        dense_rank() over (partition by {{ cell }} order by model_flop, model, model_id) as work,
        dense_rank() over (partition by {{ cell }} order by holder_key) as holder
    from {{ ref('int_compute_owners') }}
),

drawn as (
    select
        definition,
        source,
        vintage,
        period,
        max(work) as n,
        list(work order by work, holder) as works,
        list(holder order by work, holder) as holders,
        list(flop order by work, holder) as flops
    from numbered
    group by definition, source, vintage, period
),

intervals as (
    select
        *,
        case when n >= {{ smallest_n() }} then
            bootstrap_concentration(works, holders, flops, {{ bootstrap_seed() }})
        end as ends
    from drawn
),

-- The holders of a model with compute and without a listed organisation are unknown.
unlisted as (
    select periods.definition, periods.source, periods.vintage, periods.period, count(*) as n_unknown
    from {{ ref('int_models__periods') }} as periods
    left join {{ ref('int_models__organizations') }} as organizations
        on periods.model_id = organizations.model_id
    where periods.is_year and organizations.model_id is null
    group by periods.definition, periods.source, periods.vintage, periods.period
),

-- A join turns columns into rows, because each branch of a union would repeat every resample.
units as (
    select 'hhi' as unit, 1 as place
    union all
    select 'cr4', 2
    union all
    select 'gini', 3
)

select
    indices.definition,
    indices.source,
    indices.vintage,
    indices.period,
    indices.period_start,
    indices.period_end,
    units.unit,
    intervals.n,
    coalesce(unlisted.n_unknown, 0) as n_unknown,
    indices.n_holders,
    case units.unit when 'hhi' then indices.hhi when 'cr4' then indices.cr4 else indices.gini end as value,
    intervals.ends[2 * units.place - 1] as ci_low,
    intervals.ends[2 * units.place] as ci_high
from indices
inner join intervals
    on
        indices.definition = intervals.definition
        and indices.source = intervals.source
        and indices.vintage = intervals.vintage
        and indices.period = intervals.period
left join unlisted
    on
        replace(indices.definition, '_unmerged', '') = unlisted.definition
        and indices.source = unlisted.source
        and indices.vintage = unlisted.vintage
        and indices.period = unlisted.period
cross join units
