{# After a build, show the first rows of each failed test. The test `shapes` has a row for each broken rule. #}
{% macro show_failures(results) %}
    {%- for result in results if result.node.resource_type == 'test' and result.failures -%}
        {%- for row in run_query('from (' ~ result.node.compiled_code ~ ') limit 5').rows -%}
            {%- set values = [] -%}
            {%- for column, value in row.dict().items() -%} {% do values.append(column ~ ' = ' ~ value) %} {%- endfor -%}
            {% do log(result.node.name ~ ': ' ~ values | join(', '), info=true) %}
        {%- endfor -%}
    {%- endfor -%}
{% endmacro %}
