with holders as (
    select
        definition,
        source,
        vintage,
        period,
        holder_key,
        min(holder) as holder,
        count(*) as n_models,
        sum(flop order by flop, model, model_id) as flop
    from {{ ref('int_compute_owners') }}
    group by all
)

select
    definition,
    source,
    vintage,
    period,
    holder,
    n_models,
    flop,
    flop / sum(flop order by flop, holder_key) over cell as share,
    row_number() over (cell order by flop desc, holder_key) as size_rank
from holders
window cell as (partition by definition, source, vintage, period)
