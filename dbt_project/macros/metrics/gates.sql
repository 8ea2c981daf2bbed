{#
The change of a value, as a multiple of the distance from the earlier value to the end of its interval on that
side. The result is null if the interval has no end beyond the value on that side, as a doubling time whose slope
may be zero.
#}
{% macro interval_distances(before, after, low, high) -%}
    case
        when {{ after }} = {{ before }} then 0
        when {{ after }} > {{ before }} and {{ high }} > {{ before }}
            then ({{ after }} - {{ before }}) / ({{ high }} - {{ before }})
        when {{ after }} < {{ before }} and {{ low }} < {{ before }}
            then ({{ before }} - {{ after }}) / ({{ before }} - {{ low }})
    end
{%- endmacro %}
