{# The seed of every bootstrap; a row's ci_method carries it. #}
{% macro bootstrap_seed() -%} 20261124 {%- endmacro %}

{% macro bootstrap_method() -%} 'bootstrap_percentile(seed={{ bootstrap_seed() }})' {%- endmacro %}

{% macro posterior_method() -%} 'posterior_percentile(seed={{ bootstrap_seed() }})' {%- endmacro %}
