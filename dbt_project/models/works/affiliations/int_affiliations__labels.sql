-- Strings labelled by hand: our own, and the files that `make accuracy` reads.
select 'own labels' as label_set, split, stratum, affiliation, sectors
from {{ ref('affiliation_label') }}
{% if env_var('COMPUTE_DIVIDE_LABELS', '') -%}
union all
select label_set, null, null, affiliation, sectors
from {{ ref('stg_command_line__labels') }}
{%- endif %}
