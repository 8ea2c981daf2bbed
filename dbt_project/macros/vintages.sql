{# Left for models that still name them: every build computes every vintage. #}
{% macro is_new_vintage(source='source', vintages=['vintage']) -%} true {%- endmacro %}
{% macro new_vintages_of(relation, vintages=['vintage']) -%} {{ relation }} {%- endmacro %}
{% macro is_new_snapshot() -%} true {%- endmacro %}
{% macro by_snapshot() -%} {{ return({'materialized': 'table'}) }} {%- endmacro %}
{% macro by_vintage(vintages=['vintage']) -%} {{ return({'materialized': 'table'}) }} {%- endmacro %}
