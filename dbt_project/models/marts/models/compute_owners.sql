with holders as (
    select
        definition,
        source,
        vintage,
        period,
        holder_key,
        min(holder) as holder,
        count(*) as n_models,
        {{ ordered_sum('flop', 'flop, model, model_id') }} as flop
    from {{ ref('int_compute_owners') }}
    group by definition, source, vintage, period, holder_key
)

select
    definition,
    source,
    vintage,
    period,
    holder,
    n_models,
    flop,
    flop / sum(flop) over (partition by definition, source, vintage, period) as share,
    row_number() over (
        partition by definition, source, vintage, period order by flop desc, holder_key
    ) as size_rank
from holders
