select
    * replace (n_unlocated as n_unknown),
    median_log10_flop as value,
    'log10_flop' as unit,
    {{ bootstrap_method() }} as ci_method
from {{ ref('int_topic_compute') }}
union all by name
{{ share_intervals("(select * replace ('accelerator_mentions' as definition) from " ~ ref('int_topic_accelerators') ~ ")") }}
where n > 0
