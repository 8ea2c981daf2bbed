-- One row for each item of a list column of the seed metric: its definitions, sources and caveats.
{% for list in ['definitions', 'sources', 'caveats'] %}
select metric, '{{ list }}' as list, piece as item
from ({{ split_rows(ref('metric'), 'metric', list, ';') }}) as pieces
{{ 'union all' if not loop.last }}
{% endfor %}
