{# The models whose compute academia would need (docs/metrics.md, M28). #}
{% macro needed_models() -%} from_scratch_compute_known {%- endmacro %}
