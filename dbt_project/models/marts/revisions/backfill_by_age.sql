-- This mart is the evidence for is_filling. The sheets of 2022 and 2023 have another rule of inclusion, and a
-- year that is recent in the latest vintage has no known end. Both kinds of years are left out.
with sheets as (
    select distinct source, vintage from {{ ref('int_models') }} where list = 'sheet'
),

settled as (
    select definition, source, year
    from {{ ref('backfill') }}
    where newest_n is not null and team_class = 'industry_only'
    group by definition, source, year
    having max(age_days) >= 366
),

aged as (
    select
        backfill.definition,
        backfill.source,
        backfill.team_class,
        case
            when backfill.age_days < 0 then 0
            when backfill.age_days < 183 then 1
            when backfill.age_days < 366 then 2
            when backfill.age_days < 731 then 3
            when backfill.age_days < 1096 then 4
            else 5
        end as age_rank,
        backfill.completeness,
        backfill.difference
    from {{ ref('backfill') }} as backfill
    inner join settled
        on
            backfill.definition = settled.definition
            and backfill.source = settled.source
            and backfill.year = settled.year
    left join sheets on backfill.source = sheets.source and backfill.vintage = sheets.vintage
    where sheets.vintage is null and backfill.n >= {{ smallest_n() }}
)

select
    definition,
    source,
    team_class,
    age_rank,
    case age_rank
        when 0 then 'year not over'
        when 1 then 'first half year'
        when 2 then 'second half year'
        when 3 then 'second year'
        when 4 then 'third year'
        else 'older'
    end as age,
    count(*) as n_observations,
    median(completeness) as median_completeness,
    min(completeness) as lowest_completeness,
    median(difference) as median_difference,
    max(abs(difference)) as largest_difference
from aged
group by definition, source, team_class, age_rank
