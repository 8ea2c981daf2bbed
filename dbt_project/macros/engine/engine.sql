{# What differs between engines stands here, and only here. #}

{% macro matches(text, pattern) -%}
    {{ return(adapter.dispatch('matches')(text, pattern)) }}
{%- endmacro %}

{% macro default__matches(text, pattern) -%}
    regexp_matches({{ text }}, {{ pattern }})
{%- endmacro %}

{% macro spark__matches(text, pattern) -%}
    ({{ text }} rlike {{ pattern }})
{%- endmacro %}


{% macro is_ascii(text) -%}
    {{ return(adapter.dispatch('is_ascii')(text)) }}
{%- endmacro %}

{# As many bytes as characters. #}
{% macro default__is_ascii(text) -%}
    strlen({{ text }}) = length({{ text }})
{%- endmacro %}

{% macro spark__is_ascii(text) -%}
    octet_length({{ text }}) = char_length({{ text }})
{%- endmacro %}


{% macro contains(text, part) -%}
    {{ return(adapter.dispatch('contains')(text, part)) }}
{%- endmacro %}

{# `part` occurs in `text` as it is written. #}
{% macro default__contains(text, part) -%}
    contains({{ text }}, {{ part }})
{%- endmacro %}


{% macro split_rows(relation, columns, text, separator, ordinal='position') -%}
    {{ return(adapter.dispatch('split_rows')(relation, columns, text, separator, ordinal)) }}
{%- endmacro %}

{# One row for each piece of `text` between matches of the regular expression `separator`. #}
{% macro default__split_rows(relation, columns, text, separator, ordinal) -%}
    select
        {{ columns }},
        unnest(regexp_split_to_array({{ text }}, '{{ separator }}')) as piece,
        generate_subscripts(regexp_split_to_array({{ text }}, '{{ separator }}'), 1) as {{ ordinal }}
    from {{ relation }}
{%- endmacro %}

{% macro spark__split_rows(relation, columns, text, separator, ordinal) -%}
    select {{ columns }}, piece, {{ ordinal }} + 1 as {{ ordinal }}
    from {{ relation }}
    lateral view posexplode(split({{ text }}, '{{ separator }}')) as {{ ordinal }}, piece
{%- endmacro %}


{% macro unnest_rows(relation, columns, list, item='item') -%}
    {{ return(adapter.dispatch('unnest_rows')(relation, columns, list, item)) }}
{%- endmacro %}

{% macro default__unnest_rows(relation, columns, list, item) -%}
    select {{ columns }}, unnest({{ list }}) as {{ item }} from {{ relation }}
{%- endmacro %}

{% macro spark__unnest_rows(relation, columns, list, item) -%}
    select {{ columns }}, explode({{ list }}) as {{ item }} from {{ relation }}
{%- endmacro %}


{% macro unnest_positions(relation, columns, list, item='item', ordinal='position') -%}
    {{ return(adapter.dispatch('unnest_positions')(relation, columns, list, item, ordinal)) }}
{%- endmacro %}

{% macro default__unnest_positions(relation, columns, list, item, ordinal) -%}
    select {{ columns }}, unnest({{ list }}) as {{ item }}, generate_subscripts({{ list }}, 1) as {{ ordinal }}
    from {{ relation }}
{%- endmacro %}

{% macro spark__unnest_positions(relation, columns, list, item, ordinal) -%}
    select {{ columns }}, {{ item }}, {{ ordinal }} + 1 as {{ ordinal }}
    from {{ relation }}
    lateral view posexplode({{ list }}) as {{ ordinal }}, {{ item }}
{%- endmacro %}


{% macro fold(text) -%}
    {{ return(adapter.dispatch('fold')(text)) }}
{%- endmacro %}

{# Lower case without accents. #}
{% macro default__fold(text) -%}
    lower(strip_accents({{ text }}))
{%- endmacro %}


{% macro day_number(day) -%}
    {{ dbt.datediff("date '1970-01-01'", day, 'day') }}
{%- endmacro %}


{% macro sorted_texts(text, condition='true') -%}
    {{ return(adapter.dispatch('sorted_texts')(text, condition)) }}
{%- endmacro %}

{# Distinct values of a group as a sorted list. #}
{% macro default__sorted_texts(text, condition) -%}
    list_sort(list(distinct {{ text }}) filter (where {{ condition }}))
{%- endmacro %}

{% macro spark__sorted_texts(text, condition) -%}
    sort_array(collect_set({{ text }}) filter (where {{ condition }}))
{%- endmacro %}


{% macro replace_all(text, pattern, replacement) -%}
    {{ return(adapter.dispatch('replace_all')(text, pattern, replacement)) }}
{%- endmacro %}

{% macro default__replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro spark__replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}')
{%- endmacro %}


{% macro extract_all(text, pattern) -%}
    {{ return(adapter.dispatch('extract_all')(text, pattern)) }}
{%- endmacro %}

{# Every match of the regular expression, in order, as a list. #}
{% macro default__extract_all(text, pattern) -%}
    regexp_extract_all({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro spark__extract_all(text, pattern) -%}
    regexp_extract_all({{ text }}, '{{ pattern }}', 0)
{%- endmacro %}


{% macro ordered_list(value, order_by, condition='true') -%}
    {{ return(adapter.dispatch('ordered_list')(value, order_by, condition)) }}
{%- endmacro %}

{# Values of a group as a list whose order does not depend on the plan. #}
{% macro default__ordered_list(value, order_by, condition) -%}
    list({{ value }} order by {{ order_by }}) filter (where {{ condition }})
{%- endmacro %}

{% macro spark__ordered_list(value, order_by, condition) -%}
    transform(
        sort_array(collect_list(struct({{ order_by }}, {{ value }} as listed)) filter (where {{ condition }})),
        x -> x.listed
    )
{%- endmacro %}


{% macro ordered_sum(value, order_by, condition='true') -%}
    {{ return(adapter.dispatch('ordered_sum')(value, order_by, condition)) }}
{%- endmacro %}

{# A sum of floating-point numbers in a fixed order, so that every build has the same last digit. #}
{% macro default__ordered_sum(value, order_by, condition) -%}
    sum({{ value }} order by {{ order_by }}) filter (where {{ condition }})
{%- endmacro %}

{% macro spark__ordered_sum(value, order_by, condition) -%}
    aggregate(
        {{ spark__ordered_list(value, order_by, condition) }}, cast(0 as double), (total, x) -> total + x
    )
{%- endmacro %}


{% macro ordered_aggregate(function, arguments, order_by) -%}
    {{ return(adapter.dispatch('ordered_aggregate')(function, arguments, order_by)) }}
{%- endmacro %}

{# An aggregate that takes its rows in a fixed order, for the same last digit in every build. #}
{% macro default__ordered_aggregate(function, arguments, order_by) -%}
    {{ function }}({{ arguments }} order by {{ order_by }})
{%- endmacro %}

{# Spark has no such order: there the last digits may vary. #}
{% macro spark__ordered_aggregate(function, arguments, order_by) -%}
    {{ function }}({{ arguments }})
{%- endmacro %}


{% macro list_item(list, position) -%}
    {{ return(adapter.dispatch('list_item')(list, position)) }}
{%- endmacro %}

{# The element of a list at a position counted from 1. #}
{% macro default__list_item(list, position) -%}
    {{ list }}[{{ position }}]
{%- endmacro %}

{% macro spark__list_item(list, position) -%}
    element_at({{ list }}, {{ position }})
{%- endmacro %}


{% macro list_size(list) -%}
    {{ return(adapter.dispatch('list_size')(list)) }}
{%- endmacro %}

{% macro default__list_size(list) -%}
    len({{ list }})
{%- endmacro %}

{% macro spark__list_size(list) -%}
    size({{ list }})
{%- endmacro %}


{% macro unnest_triples(relation, columns, list) -%}
    {{ return(adapter.dispatch('unnest_triples')(relation, columns, list)) }}
{%- endmacro %}

{# One row for each word of a list, with the two that follow it (null past the end) and its place. #}
{% macro default__unnest_triples(relation, columns, list) -%}
    select
        {{ columns }},
        unnest({{ list }}) as word,
        unnest(list_slice({{ list }}, 2, len({{ list }}))) as second_word,
        unnest(list_slice({{ list }}, 3, len({{ list }}))) as third_word,
        generate_subscripts({{ list }}, 1) as place
    from {{ relation }}
{%- endmacro %}

{% macro spark__unnest_triples(relation, columns, list) -%}
    select
        {{ columns }},
        word,
        get({{ list }}, place + 1) as second_word,
        get({{ list }}, place + 2) as third_word,
        place + 1 as place
    from {{ relation }}
    lateral view posexplode({{ list }}) as place, word
{%- endmacro %}


{% macro words(text) -%}
    {{ return(adapter.dispatch('words')(text)) }}
{%- endmacro %}

{# The words of a text that one blank divides. #}
{% macro default__words(text) -%}
    string_split({{ text }}, ' ')
{%- endmacro %}

{% macro spark__words(text) -%}
    split({{ text }}, ' ')
{%- endmacro %}


{% macro joined_texts(text, separator, condition='true') -%}
    {{ return(adapter.dispatch('joined_texts')(text, separator, condition)) }}
{%- endmacro %}

{# Distinct values of a group in order, in one text; empty where the group has none. #}
{% macro default__joined_texts(text, separator, condition) -%}
    coalesce(array_to_string({{ sorted_texts(text, condition) }}, '{{ separator }}'), '')
{%- endmacro %}

{% macro spark__joined_texts(text, separator, condition) -%}
    array_join({{ sorted_texts(text, condition) }}, '{{ separator }}')
{%- endmacro %}


{% macro whole_numbers(first, last, name) -%}
    {{ return(adapter.dispatch('whole_numbers')(first, last, name)) }}
{%- endmacro %}

{# One row for each whole number from `first` to `last`. #}
{% macro default__whole_numbers(first, last, name) -%}
    select cast(unnest(range({{ first }}, {{ last }} + 1)) as integer) as {{ name }}
{%- endmacro %}

{% macro spark__whole_numbers(first, last, name) -%}
    select cast(explode(sequence({{ first }}, {{ last }})) as int) as {{ name }}
{%- endmacro %}


{% macro list_of(items) -%}
    {{ return(adapter.dispatch('list_of')(items)) }}
{%- endmacro %}

{# A list of the given expressions, which have one type. #}
{% macro default__list_of(items) -%}
    [{{ items | join(', ') }}]
{%- endmacro %}

{% macro spark__list_of(items) -%}
    array({{ items | join(', ') }})
{%- endmacro %}
