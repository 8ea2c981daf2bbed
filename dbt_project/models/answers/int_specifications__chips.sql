-- Data centers have owners with a name alone.
{{ config(materialized='ephemeral') }}

with combinations as (
    select
        answers.vintage,
        answers.period,
        unnest(axes.choices[1]) as chips,
        axes.choices
    from {{ ref('int_answer_axes') }} as axes
    inner join {{ ref('int_answers') }} as answers on axes.question = answers.question and answers.age = 1
    where axes.question = 'how-concentrated'
),

chosen as (
    select
        combinations.*,
        owners.choice as owners,
        hyperscalers.choice as hyperscalers
    from combinations
    cross join unnest(choices[2]) as owners (choice)
    cross join unnest(choices[3]) as hyperscalers (choice)
),

held as (
    select
        vintage,
        period,
        owner,
        designer as part,
        designer = 'Nvidia' as is_nvidia,
        owner_class,
        h100e_low,
        h100e,
        h100e_high,
        false as is_site
    from {{ ref('int_compute_stocks') }}
    union all
    select
        vintage,
        cast(year as varchar),
        owner,
        site,
        false,
        owner_class,
        null,
        h100e,
        null,
        true
    from {{ ref('int_data_center_sites') }}
    where
        definition = 'data_centers_in_place'
        and vintage = (select max(vintage) from {{ ref('int_data_center_sites') }})
),

parts as (
    select
        chosen.*,
        held.* exclude (vintage, period, owner_class),
        held.owner_class <> 'unknown' as is_named,
        held.owner_class = 'hyperscaler'
        and (chosen.hyperscalers = 'five' or held.owner in ('Amazon', 'Google', 'Microsoft')) as is_counted
    from chosen
    inner join held
        on
            if(
                chosen.chips = 'data_centers',
                held.is_site and held.period = left(chosen.period, 4)
                and chosen.owners = 'named_owners' and held.owner_class <> 'unknown',
                not held.is_site and held.vintage = chosen.vintage and held.period = chosen.period
                and (chosen.chips <> 'nvidia' or held.is_nvidia)
                and (chosen.owners <> 'named_owners' or held.owner_class <> 'unknown')
            )
),

cells as (
    select
        chips,
        owners,
        hyperscalers,
        any_value(choices) as choices,
        count(*) filter (where is_named) as n,
        any_value(is_site) as is_site,
        list({
            holder: case when is_counted then 'hyperscaler' when is_named then 'company' else 'unknown' end,
            is_named: is_named,
            low: h100e_low,
            median: h100e,
            high: h100e_high
        } order by owner, part) as estimates,
        list(if(is_counted, h100e, 0) order by part) as counted,
        list(h100e order by part) as amounts
    from parts
    group by all
),

shares as (
    select
        *,
        if(is_site, null, list_filter(
            simulated_stocks(estimates, {{ bootstrap_seed() }}).holdings, lambda held: held.holder = 'hyperscaler'
        )[1]) as stock,
        if(is_site, bootstrap_ratio(counted, amounts, {{ bootstrap_seed() }}), null) as ends
    from cells
)

select
    'how-concentrated' as question,
    [chips, owners, hyperscalers] as choices,
    cast(chips <> choices[1][1] as bigint) + cast(owners <> choices[2][1] as bigint)
    + cast(hyperscalers <> choices[3][1] as bigint) as steps,
    false as is_repeat,
    coalesce(stock.share, list_sum(counted) / list_sum(amounts)) as value,
    coalesce(stock.share_low, ends.low) as ci_low,
    coalesce(stock.share_high, ends.high) as ci_high,
    n,
    cast(null as bigint) as k
from shares
