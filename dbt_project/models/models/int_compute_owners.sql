-- The FLOP of a model is first split equally over its listed organisations, and then merged by owner.
with listed as (
    select
        periods.definition,
        periods.source,
        periods.vintage,
        periods.period,
        periods.period_start,
        periods.period_end,
        periods.model_id,
        periods.model,
        periods.training_compute_flop as model_flop,
        organizations.owner_key as holder_key,
        organizations.owner as holder,
        periods.training_compute_flop / count(*) over (partition by periods.definition, periods.model_id) as flop
    from {{ ref('int_models__periods') }} as periods
    inner join {{ ref('int_models__organizations') }} as organizations
        on periods.model_id = organizations.model_id
    where
        periods.is_year
        and periods.definition in {{ definitions_of('compute_concentration') }}
        and periods.training_compute_flop > 0
)

select
    * exclude (holder, flop),
    min(holder) as holder,
    sum(flop order by flop) as flop
from listed
group by all
