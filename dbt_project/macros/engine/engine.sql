{# Functions that engines name differently. Models call them only through these macros. Each macro has a form
   for DuckDB here and one for Apache Spark in spark.sql. #}

{% macro matches(text, pattern) -%}
    {{ return(adapter.dispatch('matches')(text, pattern)) }}
{%- endmacro %}

{% macro duckdb__matches(text, pattern) -%}
    regexp_matches({{ text }}, {{ pattern }})
{%- endmacro %}


{# Whether a text is ASCII, which means that it has as many bytes as characters. #}
{% macro is_ascii(text) -%}
    {{ return(adapter.dispatch('is_ascii')(text)) }}
{%- endmacro %}

{% macro duckdb__is_ascii(text) -%}
    strlen({{ text }}) = length({{ text }})
{%- endmacro %}


{# `part` is plain text, not a pattern. #}
{% macro contains(text, part) -%}
    contains({{ text }}, {{ part }})
{%- endmacro %}


{# One row for each piece of `text` between matches of the regular expression `separator`. #}
{% macro split_rows(relation, columns, text, separator, ordinal='position') -%}
    {{ return(adapter.dispatch('split_rows')(relation, columns, text, separator, ordinal)) }}
{%- endmacro %}

{% macro duckdb__split_rows(relation, columns, text, separator, ordinal) -%}
    select
        {{ columns }},
        unnest(regexp_split_to_array({{ text }}, '{{ separator }}')) as piece,
        generate_subscripts(regexp_split_to_array({{ text }}, '{{ separator }}'), 1) as {{ ordinal }}
    from {{ relation }}
{%- endmacro %}


{% macro unnest_rows(relation, columns, list, item='item') -%}
    {{ return(adapter.dispatch('unnest_rows')(relation, columns, list, item)) }}
{%- endmacro %}

{% macro duckdb__unnest_rows(relation, columns, list, item) -%}
    select {{ columns }}, unnest({{ list }}) as {{ item }} from {{ relation }}
{%- endmacro %}


{% macro unnest_positions(relation, columns, list, item='item', ordinal='position') -%}
    {{ return(adapter.dispatch('unnest_positions')(relation, columns, list, item, ordinal)) }}
{%- endmacro %}

{% macro duckdb__unnest_positions(relation, columns, list, item, ordinal) -%}
    select {{ columns }}, unnest({{ list }}) as {{ item }}, generate_subscripts({{ list }}, 1) as {{ ordinal }}
    from {{ relation }}
{%- endmacro %}


{# One row for each item of a list, with its position and the two items after it (null after the end). #}
{% macro unnest_triples(relation, columns, list, items=['word', 'second_word', 'third_word']) -%}
    {{ return(adapter.dispatch('unnest_triples')(relation, columns, list, items)) }}
{%- endmacro %}

{% macro duckdb__unnest_triples(relation, columns, list, items) -%}
    select
        {{ columns }},
        unnest({{ list }}) as {{ items[0] }},
        unnest(list_slice({{ list }}, 2, len({{ list }}))) as {{ items[1] }},
        unnest(list_slice({{ list }}, 3, len({{ list }}))) as {{ items[2] }},
        generate_subscripts({{ list }}, 1) as place
    from {{ relation }}
{%- endmacro %}


{# Lower case without accents. #}
{% macro fold(text) -%}
    lower(strip_accents({{ text }}))
{%- endmacro %}


{# A date without a day is the 15th, a date without a month is 1 July; null for any other text. #}
{% macro partial_date(text) -%}
    {{ return(adapter.dispatch('partial_date')(text)) }}
{%- endmacro %}

{% macro duckdb__partial_date(text) -%}
    coalesce(
        try_cast({{ text }} as date),
        try_cast({{ text }} || '-15' as date),
        try_cast({{ text }} || '-07-01' as date)
    )
{%- endmacro %}


{% macro days_between(first, second) -%}
    {{ return(adapter.dispatch('days_between')(first, second)) }}
{%- endmacro %}

{% macro duckdb__days_between(first, second) -%}
    date_diff('day', cast({{ first }} as timestamp), cast({{ second }} as timestamp))
{%- endmacro %}


{% macro days_after(day, days) -%}
    {{ return(adapter.dispatch('days_after')(day, days)) }}
{%- endmacro %}

{% macro duckdb__days_after(day, days) -%}
    ({{ day }} + cast({{ days }} as bigint) * interval 1 day)
{%- endmacro %}


{% macro day_number(day) -%}
    {{ days_between("date '1970-01-01'", day) }}
{%- endmacro %}


{# Distinct values of a group as a sorted list. #}
{% macro sorted_texts(text, condition='true') -%}
    {{ return(adapter.dispatch('sorted_texts')(text, condition)) }}
{%- endmacro %}

{% macro duckdb__sorted_texts(text, condition) -%}
    list_sort(list(distinct {{ text }}) filter (where {{ condition }}))
{%- endmacro %}


{% macro joined_list(list, separator) -%}
    {{ return(adapter.dispatch('joined_list')(list, separator)) }}
{%- endmacro %}

{% macro duckdb__joined_list(list, separator) -%}
    array_to_string({{ list }}, '{{ separator }}')
{%- endmacro %}


{# Distinct values of a group in order, as one text; an empty text for a group without values. #}
{% macro joined_texts(text, separator, condition='true') -%}
    coalesce({{ joined_list(sorted_texts(text, condition), separator) }}, '')
{%- endmacro %}


{% macro replace_all(text, pattern, replacement) -%}
    {{ return(adapter.dispatch('replace_all')(text, pattern, replacement)) }}
{%- endmacro %}

{% macro duckdb__replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}


{# Every match of the regular expression, in order, as a list. #}
{% macro extract_all(text, pattern) -%}
    {{ return(adapter.dispatch('extract_all')(text, pattern)) }}
{%- endmacro %}

{% macro duckdb__extract_all(text, pattern) -%}
    regexp_extract_all({{ text }}, '{{ pattern }}')
{%- endmacro %}


{# The query plan does not change the order of this list. #}
{% macro ordered_list(value, order_by, condition='true') -%}
    {{ return(adapter.dispatch('ordered_list')(value, order_by, condition)) }}
{%- endmacro %}

{% macro duckdb__ordered_list(value, order_by, condition) -%}
    list({{ value }} order by {{ order_by }}) filter (where {{ condition }})
{%- endmacro %}


{# Values of a group in a stated order, as one text; null for a group without values. #}
{% macro ordered_text(value, separator, order_by, condition='true') -%}
    {{ joined_list(ordered_list(value, order_by, condition), separator) }}
{%- endmacro %}


{# Floating-point addition depends on the order, so a fixed order gives every build the same last digit. #}
{% macro ordered_sum(value, order_by, condition='true') -%}
    {{ return(adapter.dispatch('ordered_sum')(value, order_by, condition)) }}
{%- endmacro %}

{% macro duckdb__ordered_sum(value, order_by, condition) -%}
    sum({{ value }} order by {{ order_by }}) filter (where {{ condition }})
{%- endmacro %}


{#
A number below 1000 with twelve decimals, and so of a type whose sum is exact in any order. A window has no order
within its frame.
#}
{% macro exact(value) -%}
    cast({{ value }} as decimal(15, 12))
{%- endmacro %}


{# As ordered_sum, for any aggregate function. #}
{% macro ordered_aggregate(function, arguments, order_by) -%}
    {{ return(adapter.dispatch('ordered_aggregate')(function, arguments, order_by)) }}
{%- endmacro %}

{% macro duckdb__ordered_aggregate(function, arguments, order_by) -%}
    {{ function }}({{ arguments }} order by {{ order_by }})
{%- endmacro %}


{# Positions count from 1. #}
{% macro list_item(list, position) -%}
    {{ return(adapter.dispatch('list_item')(list, position)) }}
{%- endmacro %}

{% macro duckdb__list_item(list, position) -%}
    {{ list }}[{{ position }}]
{%- endmacro %}


{% macro list_size(list) -%}
    {{ return(adapter.dispatch('list_size')(list)) }}
{%- endmacro %}

{% macro duckdb__list_size(list) -%}
    len({{ list }})
{%- endmacro %}


{# A list of structs without those whose `field` an earlier one has. #}
{% macro first_of_each(list, field) -%}
    {{ return(adapter.dispatch('first_of_each')(list, field)) }}
{%- endmacro %}

{% macro duckdb__first_of_each(list, field) -%}
    {%- set keys = "list_transform(" ~ list ~ ", lambda one: one." ~ field ~ ")" -%}
    list_transform(
        list_filter(
            range(1, len({{ list }}) + 1),
            lambda place: coalesce(list_position({{ keys }}, {{ keys }}[place]) = place, true)
        ),
        lambda place: {{ list }}[place]
    )
{%- endmacro %}


{# A list of expressions of one type. #}
{% macro list_of(items) -%}
    {{ return(adapter.dispatch('list_of')(items)) }}
{%- endmacro %}

{% macro duckdb__list_of(items) -%}
    [{{ items | join(', ') }}]
{%- endmacro %}


{# `separator` is plain text, not a pattern. #}
{% macro split_text(text, separator) -%}
    {{ return(adapter.dispatch('split_text')(text, separator)) }}
{%- endmacro %}

{% macro duckdb__split_text(text, separator) -%}
    string_split({{ text }}, '{{ separator }}')
{%- endmacro %}


{# A 64-bit key of a word, because a join on it is faster than a join on the word. #}
{% macro text_key(text) -%}
    {{ return(adapter.dispatch('text_key')(text)) }}
{%- endmacro %}

{% macro duckdb__text_key(text) -%}
    hash({{ text }})
{%- endmacro %}


{#
A 64-bit key that identifies a text in a table. DuckDB's `hash` does not: it gives `University of Webiva, Webiva`
and `University of Wybiva, Wybiva` the same key, because they differ by the same letters eight letters apart.
#}
{% macro text_id(text) -%}
    {{ return(adapter.dispatch('text_id')(text)) }}
{%- endmacro %}

{% macro duckdb__text_id(text) -%}
    md5_number_lower({{ text }})
{%- endmacro %}


{% macro text_ids(texts) -%}
    {{ return(adapter.dispatch('text_ids')(texts)) }}
{%- endmacro %}

{% macro duckdb__text_ids(texts) -%}
    list_transform({{ texts }}, lambda item: {{ text_id('item') }})
{%- endmacro %}


{% macro text_keys(texts) -%}
    {{ return(adapter.dispatch('text_keys')(texts)) }}
{%- endmacro %}

{% macro duckdb__text_keys(texts) -%}
    list_transform({{ texts }}, lambda item: {{ text_key('item') }})
{%- endmacro %}


{# A 64-bit key of several keys in a row. #}
{% macro joint_key(keys) -%}
    {{ return(adapter.dispatch('joint_key')(keys)) }}
{%- endmacro %}

{% macro duckdb__joint_key(keys) -%}
    hash({{ keys | join(', ') }})
{%- endmacro %}


{# Each letter of `letters` becomes the letter at the same position of `replacements`. #}
{% macro translate(text, letters, replacements) -%}
    translate({{ text }}, '{{ letters }}', '{{ replacements }}')
{%- endmacro %}


{% macro begins_with(text, beginning) -%}
    {{ return(adapter.dispatch('begins_with')(text, beginning)) }}
{%- endmacro %}

{% macro duckdb__begins_with(text, beginning) -%}
    starts_with({{ text }}, {{ beginning }})
{%- endmacro %}


{% macro ends_with(text, end) -%}
    {{ return(adapter.dispatch('ends_with')(text, end)) }}
{%- endmacro %}

{% macro duckdb__ends_with(text, end) -%}
    ends_with({{ text }}, {{ end }})
{%- endmacro %}


{# The words of a list from position `first` to position `last`, as one text. #}
{% macro joined_slice(list, first, last, separator=' ') -%}
    {{ return(adapter.dispatch('joined_slice')(list, first, last, separator)) }}
{%- endmacro %}

{% macro duckdb__joined_slice(list, first, last, separator) -%}
    array_to_string(list_slice({{ list }}, {{ first }}, {{ last }}), '{{ separator }}')
{%- endmacro %}


{# The last labels of an internet domain. #}
{% macro domain_end(domain, labels) -%}
    {{ return(adapter.dispatch('domain_end')(domain, labels)) }}
{%- endmacro %}

{% macro duckdb__domain_end(domain, labels) -%}
    array_to_string(list_slice(string_split({{ domain }}, '.'), -{{ labels }}, -1), '.')
{%- endmacro %}


{# One row for each whole number from `first` to `last`. #}
{% macro whole_numbers(first, last, name) -%}
    {{ return(adapter.dispatch('whole_numbers')(first, last, name)) }}
{%- endmacro %}

{% macro duckdb__whole_numbers(first, last, name) -%}
    select cast(unnest(range({{ first }}, {{ last }} + 1)) as integer) as {{ name }}
{%- endmacro %}


{# The distinct items of a list of texts, each without the matches of the regular expression. #}
{% macro distinct_without(list, pattern) -%}
    {{ return(adapter.dispatch('distinct_without')(list, pattern)) }}
{%- endmacro %}

{% macro duckdb__distinct_without(list, pattern) -%}
    list_distinct(list_transform({{ list }}, lambda item: {{ replace_all('item', pattern, '') }}))
{%- endmacro %}


{# Each item of a list of texts after a prefix. #}
{% macro tagged(prefix, list) -%}
    {{ return(adapter.dispatch('tagged')(prefix, list)) }}
{%- endmacro %}

{% macro duckdb__tagged(prefix, list) -%}
    list_transform({{ list }}, lambda item: '{{ prefix }}' || item)
{%- endmacro %}


{# Each pair of neighbouring items of a list of texts, as one text. #}
{% macro neighbours(list) -%}
    {{ return(adapter.dispatch('neighbours')(list)) }}
{%- endmacro %}

{% macro duckdb__neighbours(list) -%}
    list_transform(range(1, len({{ list }})), lambda place: {{ list }}[place] || ' ' || {{ list }}[place + 1])
{%- endmacro %}


{# Each run of `size` letters of a text. #}
{% macro letter_runs(text, size) -%}
    {{ return(adapter.dispatch('letter_runs')(text, size)) }}
{%- endmacro %}

{% macro duckdb__letter_runs(text, size) -%}
    list_transform(range(1, length({{ text }}) - {{ size }} + 2), lambda place: substring({{ text }}, place, {{ size }}))
{%- endmacro %}
