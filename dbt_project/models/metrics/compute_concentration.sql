{% set cell = 'definition, source, vintage, period' %}

with holders as (
    select {{ cell }}, period_start, period_end, holder_key, sum(flop order by flop, model, model_id) as flop
    from {{ ref('int_compute_owners') }}
    group by all
),

totals as (
    select {{ cell }}, sum(flop order by flop, holder_key) as total
    from holders
    group by all
),

ranked as (
    select
        *,
        flop / total as share,
        row_number() over (partition by {{ cell }} order by flop, holder_key) as rank_up,
        row_number() over (partition by {{ cell }} order by flop desc, holder_key) as rank_down,
        count(*) over (partition by {{ cell }}) as n_holders
    from holders
    inner join totals using ({{ cell }})
),

indices as (
    select
        {{ cell }},
        period_start,
        period_end,
        sum(power(share, 2) order by rank_up) as hhi,
        sum(case when rank_down <= 4 then share else 0 end order by rank_up) as cr4,
        sum((2.0 * rank_up - n_holders - 1) * flop / total order by rank_up) / max(n_holders) as gini
    from ranked
    group by all
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
        {{ cell }},
        max(work) as n,
        list(work order by work, holder) as works,
        list(holder order by work, holder) as holders,
        list(flop order by work, holder) as flops
    from numbered
    group by all
),

intervals as (
    select
        * exclude (works, holders, flops),
        case when n >= {{ smallest_n() }} then
            bootstrap_concentration(works, holders, flops, {{ bootstrap_seed() }})
        end as ends
    from drawn
),

-- The holders of a model with compute and without a listed organisation are unknown.
unlisted as (
    select {{ cell }}, count(*) as n_unknown
    from {{ ref('int_models__periods') }}
    where is_year and model_id not in (select model_id from {{ ref('int_models__organizations') }})
    group by all
),

-- A join turns columns into rows, because each branch of a union would repeat every resample.
units (unit, place) as (values ('hhi', 1), ('cr4', 2), ('gini', 3))

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
    case units.unit when 'hhi' then indices.hhi when 'cr4' then indices.cr4 else indices.gini end as value,
    intervals.ends[2 * units.place - 1] as ci_low,
    intervals.ends[2 * units.place] as ci_high,
    {{ seeded('bootstrap_logit_t') }} as ci_method
from indices
inner join intervals using ({{ cell }})
left join unlisted
    on
        replace(indices.definition, '_unmerged', '') = unlisted.definition
        and indices.source = unlisted.source
        and indices.vintage = unlisted.vintage
        and indices.period = unlisted.period
cross join units
