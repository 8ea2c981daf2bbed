select
    source,
    venue,
    year,
    papers,
    both_find_one,
    only_theirs,
    only_ours,
    (both_find_one + only_theirs) * 1.0 / papers as their_share,
    (both_find_one + only_ours) * 1.0 / papers as our_share,
    (papers - only_theirs - only_ours) * 1.0 / papers as agreement,
    measured_on
from {{ ref('outside_agreement') }}
