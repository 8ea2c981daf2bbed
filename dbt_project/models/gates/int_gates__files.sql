-- Each year of a list in two vintages that follow each other. If one of the two vintages lacks the year, its
-- number of rows is 0.
with files as (
    select source, list, file, vintage from {{ ref('int_gates__counts') }} group by source, list, file, vintage
),

steps as (
    select
        *,
        lag(vintage) over (partition by source, file order by vintage) as previous_vintage,
        row_number() over (partition by source, file order by vintage desc) = 1 as is_latest
    from files
),

years as (
    select source, file, year from {{ ref('int_gates__counts') }} group by source, file, year
)

select
    steps.source,
    steps.list,
    steps.file,
    years.year,
    steps.vintage,
    steps.previous_vintage,
    steps.is_latest,
    coalesce(earlier.n, 0) as n_before,
    coalesce(later.n, 0) as n_after,
    earlier.n_unknown * 1.0 / nullif(earlier.n_labelled, 0) as unknown_before,
    later.n_unknown * 1.0 / nullif(later.n_labelled, 0) as unknown_after,
    earlier.n_affiliated * 1.0 / earlier.n as affiliated_before,
    later.n_affiliated * 1.0 / later.n as affiliated_after,
    earlier.median_log10 as log10_before,
    later.median_log10 as log10_after
from steps
inner join years on steps.source = years.source and steps.file = years.file
left join {{ ref('int_gates__counts') }} as earlier
    on
        steps.previous_vintage = earlier.vintage
        and {{ same_cell('years', 'earlier', 'source, file, year') }}
left join {{ ref('int_gates__counts') }} as later
    on
        steps.vintage = later.vintage
        and {{ same_cell('years', 'later', 'source, file, year') }}
where steps.previous_vintage is not null
