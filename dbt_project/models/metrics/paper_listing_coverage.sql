-- Both numbers are complete counts, so they have no sampling error.
select
    definition,
    source,
    vintage,
    venue,
    period,
    period_start,
    period_end,
    accepted as n,
    listed as k,
    0 as n_unknown,
    listed * 1.0 / accepted as value,
    'ratio' as unit,
    'none_full_counts' as ci_method
from {{ ref('int_paper_listing_coverage') }}
