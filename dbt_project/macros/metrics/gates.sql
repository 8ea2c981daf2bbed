{#
The change of a value, as a multiple of the distance from the earlier value to the end of its interval on that
side. The result is null if that end is unknown.
#}
{% macro interval_distances(before, after, low, high) -%}
    case
        when {{ after }} >= {{ before }} then ({{ after }} - {{ before }}) / nullif({{ high }} - {{ before }}, 0)
        else ({{ before }} - {{ after }}) / nullif({{ before }} - {{ low }}, 0)
    end
{%- endmacro %}
