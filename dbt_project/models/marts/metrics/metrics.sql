-- Every estimate.
{{ config(materialized='view') }}

{% for subject in ['models', 'capacity', 'supply', 'papers', 'topics', 'adoption'] -%}
select * from {{ ref('metrics_of_' ~ subject) }}
{{ 'union all' if not loop.last }}
{% endfor %}
