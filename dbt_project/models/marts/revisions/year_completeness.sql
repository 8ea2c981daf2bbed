-- Sheets and lists of all models have other rules of inclusion. Of two lists of a month, the later counts.
with lists as (
    select source, max(vintage) as vintage
    from {{ ref('int_models') }}
    where list = 'notable'
    group by source, date_trunc('month', vintage)
),

-- From 2020 on, the publisher's rule of notability is another (dim_event).
counts as (
    select models.definition, models.source, models.vintage, models.year, count(*) as n
    from {{ ref('int_models__populations') }} as models
    inner join lists using (source, vintage)
    where models.definition in ('notable', 'notable_compute_known') and models.year >= 2020
    group by all
),

predictions as (
    select
        definition,
        source,
        unnest(settlements(list({ vintage: vintage, year: year, n: n } order by year, vintage)), recursive := true)
    from counts
    group by definition, source
),

hindcasts as (
    select
        definition,
        source,
        count(target_vintage) as n_hindcasts,
        count(*) filter (where target_n between low and high) as n_covered
    from predictions
    group by all
),

judged as (
    select
        *,
        case
            when target_vintage is not null then null
            when n_hindcasts < {{ smallest_n() }}
                then
                    'The stored notable lists allow ' || n_hindcasts
                    || ' checks by hindcast, and {{ smallest_n() }} are needed.'
            when expected is null then 'No earlier year has two lists at this age.'
        end as reason
    from predictions
    inner join hindcasts using (definition, source)
)

select
    definition,
    source,
    vintage,
    cast(year as integer) as year,
    cast(age_months as integer) as age_months,
    n,
    target_vintage,
    case when reason is null then n / expected end as completeness,
    case when reason is null then expected end as expected_n,
    case when reason is null then cast(low as bigint) end as expected_low,
    case when reason is null then cast(high as bigint) end as expected_high,
    target_n,
    target_n between low and high as is_covered,
    n_hindcasts,
    n_covered,
    reason
from judged
