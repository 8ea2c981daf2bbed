{# A date without a day is the 15th, a date without a month is 1 July; null for any other text. #}
{% macro partial_date(text) -%}
    coalesce(
        try_cast({{ text }} as date),
        try_cast({{ text }} || '-15' as date),
        try_cast({{ text }} || '-07-01' as date)
    )
{%- endmacro %}


{# Distinct values of a group as a sorted list. #}
{% macro sorted_texts(text, condition='true') -%}
    list_sort(list(distinct {{ text }}) filter (where {{ condition }}))
{%- endmacro %}
