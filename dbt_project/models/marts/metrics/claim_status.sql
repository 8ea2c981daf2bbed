-- The rule of a status is that of docs/metrics.md section 7.
with estimates as (
    select *
    from {{ ref('metrics') }}
    where
        country is null
        and region is null
        and venue is null
        and counting = 'full'
        -- A year that is not over when the list is made says nothing on a claim about the year.
        and coalesce(period_end <= vintage, true)
),

claims as (
    select
        * exclude (list),
        list as source_list,
        coalesce(against_metric, against_definition, against_period) is not null as is_difference
    from {{ ref('claim') }}
),

lists as (
    select distinct metric, definition, source, vintage
    from {{ ref('metrics') }}
    where venue is null
),

-- The interval of a difference is Newcombe's, from both intervals (docs/metrics.md 2.5).
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
        case
            when claims.is_difference
                then ours.value - against.value
                    - sqrt(power(ours.value - ours.ci_low, 2) + power(against.ci_high - against.value, 2))
            else ours.ci_low
        end as ci_low,
        case
            when claims.is_difference
                then ours.value - against.value
                    + sqrt(power(ours.ci_high - ours.value, 2) + power(against.value - against.ci_low, 2))
            else ours.ci_high
        end as ci_high
    from claims
    left join lists
        on
            claims.metric = lists.metric
            and claims.definition = lists.definition
            and claims.source_list = lists.source
    left join estimates as ours
        on
            lists.vintage = ours.vintage
            and claims.source_list = ours.source
            and claims.metric = ours.metric
            and claims.definition = ours.definition
            and claims.period = ours.period
            and claims.team_class is not distinct from ours.team_class
            and claims.sector is not distinct from ours.sector
            and claims.topic is not distinct from ours.topic
            and claims.unit = ours.unit
    left join estimates as against
        on
            claims.is_difference
            and lists.vintage = against.vintage
            and claims.source_list = against.source
            and coalesce(claims.against_metric, claims.metric) = against.metric
            and coalesce(claims.against_definition, claims.definition) = against.definition
            and coalesce(claims.against_period, claims.period) = against.period
            and claims.team_class is not distinct from against.team_class
            and claims.sector is not distinct from against.sector
            and claims.topic is not distinct from against.topic
            and claims.unit = against.unit
),

statuses as (
    select
        *,
        case
            when not is_there then 'cannot be tested'
            when (lowest is null or ci_low > lowest) and (highest is null or ci_high < highest) then 'holds'
            when ci_high < lowest or ci_low > highest then 'contradicted'
            else 'not decided'
        end as status
    from quantities
),

changes as (
    select
        *,
        lag(status) over (partition by claim order by vintage) as status_before
    from statuses
)

select
    claim,
    sentence,
    source as claimed_by,
    published,
    url,
    evidence,
    quantity,
    metric,
    definition,
    source_list as source,
    vintage,
    period,
    team_class,
    sector,
    topic,
    case when is_difference and unit = 'share' then 'share_gap' else unit end as unit,
    value,
    ci_low,
    ci_high,
    k,
    n,
    against_k,
    against_n,
    lowest,
    highest,
    status,
    max(case when status is distinct from status_before then vintage end) over earlier as status_since,
    last_value(case when status <> status_before then status_before end ignore nulls) over earlier as earlier_status,
    row_number() over (partition by claim order by vintage desc) = 1 as is_latest,
    needs,
    written
from changes
window earlier as (partition by claim order by vintage rows between unbounded preceding and current row)
