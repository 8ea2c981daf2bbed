{# The random seed of every bootstrap and simulation; ci_method states it. #}
{% macro bootstrap_seed() -%} 20261124 {%- endmacro %}

{# The name of a method of intervals, with the seed of its draws. #}
{% macro seeded(method) -%} '{{ method }}(seed={{ bootstrap_seed() }})' {%- endmacro %}
