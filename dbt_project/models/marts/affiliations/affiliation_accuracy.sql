select
    dictionary,
    label_set,
    split,
    stratum,
    measure,
    class_name as class,
    k,
    n,
    value,
    ci_low,
    ci_high
from {{ ref('int_affiliations__measures') }}
