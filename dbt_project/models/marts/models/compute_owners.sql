{% set cell = 'definition, source, vintage, period' %}

with holders as (
    select
        {{ cell }},
        holder_key,
        min(holder) as holder,
        count(*) as n_models,
        sum(flop order by flop, model, model_id) as flop
    from {{ ref('int_compute_owners') }}
    group by {{ cell }}, holder_key
),

totals as (
    select {{ cell }}, sum(flop order by flop, holder_key) as flop
    from holders
    group by {{ cell }}
)

select
    holders.definition,
    holders.source,
    holders.vintage,
    holders.period,
    holders.holder,
    holders.n_models,
    holders.flop,
    holders.flop / totals.flop as share,
    row_number() over (
        partition by holders.definition, holders.source, holders.vintage, holders.period
        order by holders.flop desc, holders.holder_key
    ) as size_rank
from holders
inner join totals on {{ same_cell('holders', 'totals', cell) }}
