select
    source,
    vintage,
    field,
    list_sort(list(distinct upper(feed))) as feeds,
    count(*) as projects,
    count(flop) filter (where flop > 0) as projects_with_compute,
    count(*) filter (where flop = 0) as projects_without_accelerators,
    count(*) - count(flop) as projects_of_unknown_compute,
    median(flop) filter (where flop > 0) as median_flop,
    max(flop) as largest_flop,
    arg_max(institution, flop) as largest_institution
from {{ ref('int_award_projects') }}
group by source, vintage, field
