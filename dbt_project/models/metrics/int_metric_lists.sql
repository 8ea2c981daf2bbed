-- One row for each item of a list of int_metrics: its definitions, sources and caveats.
{% for list in ['definitions', 'sources', 'caveats'] %}
select metric, '{{ list }}' as list, unnest({{ list }}) as item
from {{ ref('int_metrics') }}
{{ 'union all' if not loop.last }}
{% endfor %}
