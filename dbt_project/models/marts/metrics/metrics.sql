-- Every estimate. A figure states the subject of its metric, so it depends on the sources of that subject alone.
{{ config(materialized='view') }}

{% for subject in ['models', 'capacity', 'supply', 'papers', 'topics', 'adoption'] -%}
select * from {{ ref('metrics_of_' ~ subject) }}
{{ 'union all' if not loop.last }}
{% endfor %}
