-- Sheets and lists of all models have other rules of inclusion. Of two lists of a month, the later counts.
with lists as (
    select
        source,
        max(vintage) as vintage
    from {{ ref('int_models') }}
    where list = 'notable' and source <> 'own_models'
    group by source, date_trunc('month', vintage)
),

-- From 2020 on, the publisher's rule of notability is another (dim_event).
counts as (
    select
        models.definition,
        models.source,
        models.vintage,
        models.year,
        12 * (year(models.vintage) - models.year - 1) + month(models.vintage) as age_months,
        count(*) as n
    from {{ ref('int_models__populations') }} as models
    inner join lists using (source, vintage)
    where
        models.definition in ('notable', 'notable_compute_known')
        and models.year >= 2020
        -- A year fills in another way before its end.
        and make_date(models.year, 12, 31) <= models.vintage
    group by all
),

newest as (
    select *
    from counts
    qualify vintage = max(vintage) over (partition by definition, source)
),

-- Three years after its end, a year is finished (M18).
pairs as (
    select
        newest.*,
        earlier.year as earlier_year,
        earlier.n as earlier_n
    from newest
    inner join newest as earlier
        on newest.definition = earlier.definition and newest.source = earlier.source and newest.year > earlier.year
    where newest.age_months < 36
),

-- Between two lists the logarithm of a count grows evenly.
fills as (
    select
        pairs.*,
        before.n * power(
            after.n / before.n,
            coalesce((pairs.age_months - before.age_months) / nullif(after.age_months - before.age_months, 0), 0)
        ) as earlier_n_then
    from pairs
    asof inner join counts as before
        on
            pairs.definition = before.definition
            and pairs.source = before.source
            and pairs.earlier_year = before.year
            and pairs.age_months >= before.age_months
    asof inner join counts as after
        on
            pairs.definition = after.definition
            and pairs.source = after.source
            and pairs.earlier_year = after.year
            and pairs.age_months <= after.age_months
)

select
    newest.definition,
    newest.source,
    newest.vintage,
    cast(newest.year as integer) as year,
    cast(newest.age_months as integer) as age_months,
    newest.n,
    cast(fills.earlier_year as integer) as earlier_year,
    fills.earlier_n_then,
    fills.earlier_n,
    fills.earlier_n_then / fills.earlier_n as earlier_share,
    if(fills.year is null, 'No earlier year has lists of this age and older.', null) as reason
from newest
left join fills using (definition, source, year)
where newest.age_months < 36
