-- One row for each item of a list column of the seed metric: its definitions, sources and caveats.
{% for list in ['definitions', 'sources', 'caveats'] %}
select metric, '{{ list }}' as list, unnest(string_split({{ list }}, ';')) as item
from {{ ref('metric') }}
{{ 'union all' if not loop.last }}
{% endfor %}
