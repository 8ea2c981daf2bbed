-- Several devices in one cell share a number of devices in a way that the list does not state, so they do not count.
with machines as (
    select
        models.definition,
        models.source,
        models.vintage,
        models.period,
        models.period_start,
        models.period_end,
        models.team_class,
        models.has_industry,
        { amount: hardware.peak_flop_per_second * models.hardware_quantity, owner: models.main_owner } as machine
    from {{ ref('int_models__periods') }} as models
    inner join {{ ref('stg_hardware__hardware') }} as hardware
        on {{ hardware_key('models.training_hardware') }} = hardware.hardware_key
    where
        not models.is_year
        and models.definition in {{ definitions_of('hardware_gap') }}
        and hardware.vintage = (select max(vintage) from {{ ref('stg_hardware__hardware') }})
        and hardware.peak_flop_per_second * models.hardware_quantity > 0
),

sides as (
    select
        * exclude (team_class, has_industry, machine),
        count(*) filter (where team_class = 'unknown') as n_unknown,
        list(machine order by machine) filter (where has_industry) as with_industry,
        list(machine order by machine) filter (where not has_industry and team_class <> 'unknown') as without_industry
    from machines
    group by all
),

gaps as (
    select
        *,
        unnest(team_gap(with_industry, without_industry, {{ bootstrap_seed() }}))
    from sides
    where least(len(with_industry), len(without_industry)) >= 10
)

select
    * exclude (with_industry, without_industry, industry_only, academic_only),
    len(with_industry) + len(without_industry) as n,
    'log10_ratio' as unit,
    {{ seeded('bootstrap_organizations') }} as ci_method
from gaps
