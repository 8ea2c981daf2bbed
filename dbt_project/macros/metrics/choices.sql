{# The choices whose condition a case meets, from vars.yml; the macro is in a model with the columns that they read. #}
{% macro kept_by() -%}
    list_filter([
        {% for axis in var('axes').values() -%}
        {% for name, choice in axis.choices.items() if choice.when -%}
        if({{ choice.when }}, '{{ name }}', null),
        {% endfor -%}
        {% endfor -%}
        null
    ], lambda choice: choice is not null)
{%- endmacro %}

{# A struct with a field for each axis, from the choices on the axes of a question, in its order. #}
{% macro by_axis(choices, axes) -%}
    struct_pack(
        {% for axis in var('axes') -%}
        "{{ axis }}" := {{ choices }}[list_position({{ axes }}, '{{ axis }}')] {{- ',' if not loop.last }}
        {% endfor -%}
    )
{%- endmacro %}

{# The choices of such a struct, as a list. #}
{% macro chosen(choices) -%}
    list_filter([
        {% for axis in var('axes') -%}
        {{ choices }}."{{ axis }}" {{- ',' if not loop.last }}
        {% endfor -%}
    ], lambda choice: choice is not null)
{%- endmacro %}
