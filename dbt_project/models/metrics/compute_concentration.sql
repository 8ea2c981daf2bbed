with indices as (
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        count(distinct model_id) as n,
        unnest(concentration(
            list({ model: model_id, owner: holder_key, amount: flop } order by model_flop, model, model_id, holder_key),
            {{ bootstrap_seed() }}
        ), recursive := true)
    from {{ ref('int_compute_owners') }}
    group by definition, source, vintage, period, period_start, period_end
),

-- The holders of a model with compute and without a listed organisation are unknown.
unlisted as (
    select
        definition,
        source,
        vintage,
        period,
        count(*) as n_unknown
    from {{ ref('int_models__periods') }}
    where is_year and model_id not in (select model_id from {{ ref('int_models__organizations') }})
    group by all
)

select
    indices.*,
    coalesce(unlisted.n_unknown, 0) as n_unknown,
    {{ seeded('bootstrap_logit_t') }} as ci_method
from indices
left join unlisted
    on
        indices.definition = unlisted.definition
        and indices.source = unlisted.source
        and indices.vintage = unlisted.vintage
        and indices.period = unlisted.period
