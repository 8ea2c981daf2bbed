with members as (
    select
        models.* exclude (team_class),
        classes.team_class,
        models.team_class as of_class,
        {{ counts_in('classes.team_class', 'models.team_class', 'models.has_industry', 'models.has_academia') }}
            as is_counted
    from {{ ref('int_models__periods') }} as models
    {{ classes_of_models('models') }}
    where models.definition in {{ definitions_of('model_team_share') }}
),

cells as (
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        team_class,
        main_owner,
        count(*) filter (where of_class <> 'unknown') as n,
        count(*) filter (where is_counted) as k,
        count(*) filter (where of_class = 'unknown') as n_unknown
    from members
    where statistic is null
    group by all
),

-- A model without a class or a number of citations has no weight.
cited as (
    select
        *,
        if(of_class <> 'unknown', citations, null)
        / nullif(avg(if(of_class <> 'unknown', citations, null)) over (
            partition by definition, source, vintage, period, team_class, year
        ), 0) as weight
    from members
    where statistic = 'citations'
),

owners as (
    select
        definition,
        source,
        vintage,
        period,
        period_start,
        period_end,
        team_class,
        main_owner,
        count(weight) as n,
        count(*) - count(weight) as n_unknown,
        sum(weight order by model_id) as weight,
        coalesce(sum(weight order by model_id) filter (where is_counted), 0.0) as part
    from cited
    group by all
),

weighted as (
    select
        * exclude (main_owner, n, n_unknown, weight, part),
        sum(n) as n,
        sum(n_unknown) as n_unknown,
        share_by_group(
            list(struct_pack(weight := weight, part := part, n := n) order by main_owner) filter (where weight > 0)
        ) as share
    from owners
    group by all
    having sum(weight) > 0
)

{{ shares_of_models() }}
union all by name
select
    * exclude (share),
    unnest(share),
    'share' as unit,
    'jackknife_organizations_t' as ci_method
from weighted
