-- Changes between vintages and since the last publication, each judged by the limits of its gate.
{{ config(schema='gates') }}

with years as (
    select *, coalesce(cast(year as varchar), 'no date') as period from {{ ref('int_gates__files') }}
),

files as (
    select
        source,
        vintage,
        previous_vintage,
        is_latest,
        file,
        sum(n_before) as n_before,
        sum(n_after) as n_after
    from years
    group by all
),

venues as (
    select
        *,
        lag(n) over by_year as previous_n,
        lag(share) over by_year as previous_share,
        lag(vintage) over by_year as previous_vintage
    from (
        select
            *,
            n_affiliated * 1.0 / n as share
        from {{ ref('int_gates__counts') }}
        where n_affiliated is not null
        qualify row_number() over (partition by source, file order by vintage desc) = 1
    ) as newest
    window by_year as (partition by source, list order by year)
),

changes as (
    select
        'rows_of_year_lost' as gate,
        source,
        vintage,
        previous_vintage,
        is_latest,
        list as subject,
        period,
        cast(n_before as double) as before,
        cast(n_after as double) as after,
        n_before,
        1 - n_after * 1.0 / nullif(n_before, 0) as change
    from years
    -- Rows without a date do not count, because the publisher adds dates later.
    where year is not null
    union all
    select
        'rows_of_list_lost',
        source,
        vintage,
        previous_vintage,
        is_latest,
        file,
        'all',
        n_before,
        n_after,
        n_before,
        1 - n_after * 1.0 / nullif(n_before, 0)
    from files
    union all
    select
        'rows_of_list_gained',
        source,
        vintage,
        previous_vintage,
        is_latest,
        file,
        'all',
        n_before,
        n_after,
        n_before,
        n_after * 1.0 / nullif(n_before, 0) - 1
    from files
    union all
    select
        'affiliations_lost',
        source,
        vintage,
        previous_vintage,
        is_latest,
        list,
        period,
        affiliated_before,
        affiliated_after,
        n_before,
        affiliated_before - affiliated_after
    from years
    union all
    select
        'unknown_gained',
        source,
        vintage,
        previous_vintage,
        is_latest,
        list,
        period,
        unknown_before,
        unknown_after,
        n_before,
        unknown_after - unknown_before
    from years
    union all
    select
        'compute_moved',
        source,
        vintage,
        previous_vintage,
        is_latest,
        list,
        period,
        log10_before,
        log10_after,
        n_before,
        abs(log10_after - log10_before)
    from years
    union all
    select
        'affiliations_below_last_year',
        source,
        vintage,
        previous_vintage,
        true,
        list,
        cast(year as varchar),
        previous_share,
        share,
        least(n, previous_n),
        previous_share - share
    from venues
    union all by name
    select
        'edition_missed' as gate,
        listed_by as source,
        vintage,
        true as is_latest,
        concat_ws(' ', venue, coalesce(team_class, 'any_industry')) as subject,
        cast(year as varchar) as period,
        value as before,
        found as after,
        n as n_before,
        abs(z) as change
    from {{ ref('edition_forecasts') }}
    -- Below 5%, a few works decide a logit.
    where coalesce(team_class, 'any_industry') <> 'industry_only'
    union all by name
    select * from {{ ref('int_gates__classes') }}
    union all by name
    select * from {{ ref('gate_headlines') }}
)

select
    changes.gate,
    changes.source,
    changes.subject,
    changes.period,
    changes.vintage,
    changes.previous_vintage,
    changes.is_latest,
    changes.before,
    changes.after,
    cast(changes.n_before as bigint) as n_before,
    changes.change,
    limits.warn_beyond,
    limits.stop_beyond,
    case
        when changes.change > limits.stop_beyond then 'stop'
        when changes.change > limits.warn_beyond or changes.change is null then 'warn'
        else 'pass'
    end as outcome,
    case
        when changes.gate = 'edition_missed'
            then format(
                'from the other lists we expected {:.1f}%, and this list has {:.1f}%',
                100 * changes.before,
                100 * changes.after
            )
        when changes.gate = 'class_changed'
            then format(
                'before and after are shares of papers with a company; {:.1f}% change class', 100 * changes.change
            )
        when changes.after is null then 'it is no longer computed'
        when changes.change is null then 'its earlier interval has no end beyond its value'
        else causes.causes
    end as causes
from changes
inner join {{ ref('gate_limit') }} as limits on changes.gate = limits.gate
left join {{ ref('gate_causes') }} as causes
    on
        changes.gate = causes.gate
        and changes.source = causes.source
        and changes.previous_vintage = causes.previous_vintage
        and changes.vintage = causes.vintage
        and changes.subject = causes.subject
        and changes.period = causes.period
where
    changes.n_before >= limits.smallest_n
    -- A headline that had a value is always judged; a new period of the field has none before.
    and (changes.change is not null or changes.gate like 'headline_moved%')
