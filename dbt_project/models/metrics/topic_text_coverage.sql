{{ share_intervals("(select *, 0 as n_unknown from " ~ ref('int_text_coverage') ~ ")") }}
