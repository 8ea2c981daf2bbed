select metric, corrected_on, version, number, before, after, class, found_by, reason from {{ ref('correction') }}
