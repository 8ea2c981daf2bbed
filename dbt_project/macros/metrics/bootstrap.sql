{# The random seed of every bootstrap; ci_method states it. #}
{% macro bootstrap_seed() -%} 20261124 {%- endmacro %}

{% macro bootstrap_method() -%} 'bootstrap_percentile(seed={{ bootstrap_seed() }})' {%- endmacro %}

{% macro owners_method() -%} 'bootstrap_organizations(seed={{ bootstrap_seed() }})' {%- endmacro %}

{% macro logit_t_method() -%} 'bootstrap_logit_t(seed={{ bootstrap_seed() }})' {%- endmacro %}

{% macro posterior_method() -%} 'posterior_percentile(seed={{ bootstrap_seed() }})' {%- endmacro %}

{% macro simulation_method() -%} 'simulated_percentile(seed={{ bootstrap_seed() }})' {%- endmacro %}
