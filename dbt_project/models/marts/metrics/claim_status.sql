-- The rule of a status is that of docs/metrics.md section 7.
with estimates as (
    select *
    from {{ ref('metrics') }}
    where
        region is null
        and venue is null
        and counting = 'full'
        -- A year that is not over when the list is made says nothing on a claim about the year.
        and coalesce(period_end <= vintage, true)
),

-- Where two rules say who is academic, a claim has a verdict by each.
rules as (
    select * from {{ ref('claim') }}
    union all
    select claims.* replace (
            other.team_class as team_class,
            other.quantity as quantity,
            other.written as written
        )
    from {{ ref('claim') }} as claims
    inner join {{ ref('claim_rule') }} as other on claims.claim = other.claim
),

claims as (
    select
        * exclude (source, list, against_definition, against_period),
        source as claimed_by,
        list as source,
        coalesce(against_definition, against_period) is not null as is_difference,
        coalesce(against_definition, definition) as against_definition,
        coalesce(against_period, period) as against_period
    from rules
),

lists as (
    select distinct
        metric,
        definition,
        source,
        vintage
    from {{ ref('metrics') }}
    where venue is null
),

quantities as (
    select
        claims.*,
        lists.vintage,
        ours.metric is not null and (against.metric is not null or not claims.is_difference) as is_there,
        ours.k,
        ours.n,
        against.k as against_k,
        against.n as against_n,
        case when claims.is_difference then ours.value - against.value else ours.value end as value,
        difference_of_estimates(
            ours.value, ours.ci_low, ours.ci_high, against.value, against.ci_low, against.ci_high, 0
        ) as difference,
        -- The interval of a share has the bounds of its unknown cases inside; a full count has nothing else.
        case
            when not claims.is_difference
                then if(claims.unit = 'share', least(ours.ci_low, ours.bound_low), ours.ci_low)
            when coalesce(ours.ci_low, against.ci_low) is null then ours.bound_low - against.bound_high
            -- A change that is tested for all, or two independent estimates.
            else coalesce(tested.ci_low, difference['ci_low'])
        end as ci_low,
        case
            when not claims.is_difference
                then if(claims.unit = 'share', greatest(ours.ci_high, ours.bound_high), ours.ci_high)
            when coalesce(ours.ci_low, against.ci_low) is null then ours.bound_high - against.bound_low
            else coalesce(tested.ci_high, difference['ci_high'])
        end as ci_high
    from claims
    left join lists using (metric, definition, source)
    {% for side, key in [('ours', ''), ('against', 'against_')] -%}
    left join estimates as {{ side }}
        on
            lists.vintage = {{ side }}.vintage
            and claims.source = {{ side }}.source
            and claims.metric = {{ side }}.metric
            and claims.{{ key }}definition = {{ side }}.definition
            and claims.{{ key }}period = {{ side }}.period
            and {{ same_cell('claims', side, 'team_class, sector, topic, country, unit') }}
            {{ 'and claims.is_difference' if key }}
    {% endfor -%}
    left join {{ ref('share_differences') }} as tested
        on
            lists.vintage = tested.vintage
            and claims.against_definition = claims.definition
            and claims.unit = 'share' and coalesce(claims.topic, claims.country) is null
            and claims.period = tested.period and claims.against_period = tested.base_period
            and {{ same_cell('claims', 'tested', 'metric, definition, source, team_class, sector') }}
),

statuses as (
    select
        *,
        case
            when not is_there then 'cannot be tested'
            when (lowest is null or ci_low > lowest) and (highest is null or ci_high < highest) then 'holds'
            when ci_high < lowest or ci_low > highest then 'contradicted'
            when value is null or least(n, against_n) < {{ smallest_topic() }} then 'too few'
            else 'not decided'
        end as status
    from quantities
),

changes as (
    select
        *,
        lag(status) over (partition by claim, team_class order by vintage) as status_before,
        case
            when min(status) over of_claim = max(status) over of_claim then status
            else 'depends on who is academic'
        end as verdict
    from statuses
    window of_claim as (partition by claim, vintage)
)

select
    * exclude (is_difference, is_there, difference, status_before, against_definition, against_period)
    replace (case when is_difference and unit = 'share' then 'share_gap' else unit end as unit),
    max(case when status is distinct from status_before then vintage end) over earlier as status_since,
    last_value(case when status <> status_before then status_before end ignore nulls) over earlier as earlier_status,
    row_number() over (partition by claim, team_class order by vintage desc) = 1 as is_latest
from changes
window earlier as (
    partition by claim, team_class order by vintage rows between unbounded preceding and current row
)
