select *, 0 as n_unknown, unnest(share_of_counts(k, n, 0)), 'share' as unit, 'wilson' as ci_method
from {{ ref('int_text_coverage') }}
