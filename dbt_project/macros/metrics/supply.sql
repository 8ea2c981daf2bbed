{# The models whose compute academia would need (docs/metrics.md, M28). #}
{% macro needed_models() -%} notable_compute_known {%- endmacro %}
