select
    *,
    (both_find_one + only_theirs) * 1.0 / papers as their_share,
    (both_find_one + only_ours) * 1.0 / papers as our_share,
    (papers - only_theirs - only_ours) * 1.0 / papers as agreement
from {{ ref('outside_agreement') }}
