-- Chain ladder (docs/metrics.md, M18): the growth of later years is that of earlier years at the same age in months.
{% set last_age = 36 %}
{% set list = 'definition, source' %}

-- Sheets and lists of all models have other rules of inclusion. Of two lists of a month, the later counts.
with lists as (
    select source, max(vintage) as vintage
    from {{ ref('int_models') }}
    where list = 'notable'
    group by source, date_trunc('month', vintage)
),

-- From 2020 on, the publisher's rule of notability is another (dim_event).
counts as (
    select
        models.definition,
        models.source,
        models.vintage,
        models.year,
        date_diff('month', make_date(models.year, 12, 31), models.vintage) as age,
        make_date(models.year, 12, 31) <= models.vintage as is_over,
        models.vintage = max(models.vintage) over (partition by models.definition, models.source) as is_newest,
        count(*) as n
    from {{ ref('int_models__populations') }} as models
    inner join lists on models.source = lists.source and models.vintage = lists.vintage
    where models.definition in ('notable', 'notable_compute_known') and models.year >= 2020
    group by models.definition, models.source, models.vintage, models.year
),

-- The logarithm of a count grows evenly between two lists.
steps as (
    select
        *,
        lead(vintage) over years as next_vintage,
        lead(age) over years as next_age,
        ln(lead(n) over years * 1.0 / n) / (lead(age) over years - age) as growth
    from counts
    window years as (partition by {{ list }}, year order by vintage)
),

months as (
    select
        {{ list }},
        year,
        next_vintage,
        growth,
        n,
        age,
        unnest(range(greatest(age, 0), least(next_age, {{ last_age }}))) as month
    from steps
    where next_age > 0
),

-- Development factors of each list, from it and the lists before it.
factors as (
    select
        months.definition,
        months.source,
        lists.vintage,
        months.month,
        ln(
            sum(months.n * exp(months.growth * (months.month + 1 - months.age)) order by months.year, months.next_vintage)
            / sum(months.n * exp(months.growth * (months.month - months.age)) order by months.year, months.next_vintage)
        ) as log_factor
    from months
    inner join lists on months.source = lists.source and months.next_vintage <= lists.vintage
    group by months.definition, months.source, lists.vintage, months.month
),

-- Each finished year is predicted for every later list, and for the end of the third year.
targets as (
    select
        early.*,
        late.vintage as target_vintage,
        late.n as target_n,
        late.is_newest as is_of_newest,
        least(late.age, {{ last_age }}) as target_age
    from counts as early
    inner join counts as late
        on {{ same_cell('early', 'late', list ~ ', year') }} and early.vintage < late.vintage
    where early.is_over and early.age < {{ last_age }}
    union all
    select *, null, null, false, {{ last_age }}
    from counts
    where is_over and age < {{ last_age }} and is_newest
),

grown as (
    select
        targets.*,
        sum(factors.log_factor order by factors.month) as log_growth,
        count(factors.month) as n_months
    from targets
    left join factors
        on
            {{ same_cell('targets', 'factors', list ~ ', vintage') }}
            and factors.month >= targets.age
            and factors.month < targets.target_age
    group by all
),

-- Two models more or less are always possible.
predictions as (
    select
        *,
        n * exp(log_growth) as expected,
        abs(log_growth) + 2.0 / n as spread,
        n_months = target_age - age as is_complete
    from grown
),

-- Errors of the predictions that could be checked when the list was made, in units of their spread.
errors as (
    select
        lists.source,
        lists.vintage,
        checked.definition,
        quantile_cont(abs(ln(checked.target_n / checked.expected)) / checked.spread, 0.95) as error
    from lists
    inner join predictions as checked on lists.source = checked.source and checked.target_vintage <= lists.vintage
    where checked.is_complete
    group by lists.source, lists.vintage, checked.definition
),

-- Lists remove few models, so the lower end is at most these two and their error below no growth.
scaled as (
    select predictions.*, greatest(coalesce(errors.error, 1), 1) as error
    from predictions
    left join errors on {{ same_cell('predictions', 'errors', list ~ ', vintage') }}
),

ranges as (
    select
        *,
        floor(n * exp(greatest(log_growth - error * spread, least(log_growth, 0) - error * 2 / n))) as low,
        ceil(n * exp(log_growth + error * spread)) as high
    from scaled
),

hindcasts as (
    select {{ list }}, count(*) as n_hindcasts, count(*) filter (where target_n between low and high) as n_covered
    from ranges
    where is_of_newest and is_complete
    group by {{ list }}
),

judged as (
    select
        ranges.*,
        coalesce(hindcasts.n_hindcasts, 0) as n_hindcasts,
        coalesce(hindcasts.n_covered, 0) as n_covered,
        case
            when ranges.is_of_newest then null
            when coalesce(hindcasts.n_hindcasts, 0) < {{ smallest_n() }}
                then
                    'The stored notable lists allow ' || coalesce(hindcasts.n_hindcasts, 0)
                    || ' checks by hindcast, and {{ smallest_n() }} are needed.'
            when not ranges.is_complete then 'No earlier year has two lists at this age.'
        end as reason
    from ranges
    left join hindcasts on {{ same_cell('ranges', 'hindcasts', list) }}
    where (ranges.is_of_newest and ranges.is_complete) or ranges.target_vintage is null
)

select
    definition,
    source,
    vintage,
    cast(year as integer) as year,
    cast(age as integer) as age_months,
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
