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


{% macro unnest_triples(relation, columns, list, items=['word', 'second_word', 'third_word']) -%}
    {{ return(adapter.dispatch('unnest_triples')(relation, columns, list, items)) }}
{%- endmacro %}

{# One row for each item of a list, with the two that follow it (null past the end) and its place. #}
{% macro default__unnest_triples(relation, columns, list, items) -%}
    select
        {{ columns }},
        unnest({{ list }}) as {{ items[0] }},
        unnest(list_slice({{ list }}, 2, len({{ list }}))) as {{ items[1] }},
        unnest(list_slice({{ list }}, 3, len({{ list }}))) as {{ items[2] }},
        generate_subscripts({{ list }}, 1) as place
    from {{ relation }}
{%- endmacro %}

{% macro spark__unnest_triples(relation, columns, list, items) -%}
    select
        {{ columns }},
        {{ items[0] }},
        get({{ list }}, place + 1) as {{ items[1] }},
        get({{ list }}, place + 2) as {{ items[2] }},
        place + 1 as place
    from {{ relation }}
    lateral view posexplode({{ list }}) as place, {{ items[0] }}
{%- endmacro %}


{% macro split_text(text, separator) -%}
    {{ return(adapter.dispatch('split_text')(text, separator)) }}
{%- endmacro %}

{# The pieces of a text between occurrences of a separator that is no regular expression. #}
{% macro default__split_text(text, separator) -%}
    string_split({{ text }}, '{{ separator }}')
{%- endmacro %}

{% macro spark__split_text(text, separator) -%}
    split({{ text }}, '{{ separator }}')
{%- endmacro %}


{% macro text_key(text) -%}
    {{ return(adapter.dispatch('text_key')(text)) }}
{%- endmacro %}

{# A number of 64 bits for a text: what is joined on it is joined faster than on the text. #}
{% macro default__text_key(text) -%}
    hash({{ text }})
{%- endmacro %}

{% macro spark__text_key(text) -%}
    xxhash64({{ text }})
{%- endmacro %}


{% macro text_keys(texts) -%}
    {{ return(adapter.dispatch('text_keys')(texts)) }}
{%- endmacro %}

{# The keys of a list of texts. #}
{% macro default__text_keys(texts) -%}
    list_transform({{ texts }}, lambda item: {{ text_key('item') }})
{%- endmacro %}

{% macro spark__text_keys(texts) -%}
    transform({{ texts }}, item -> {{ text_key('item') }})
{%- endmacro %}


{% macro joint_key(keys) -%}
    {{ return(adapter.dispatch('joint_key')(keys)) }}
{%- endmacro %}

{# A number of 64 bits for several keys in a row. #}
{% macro default__joint_key(keys) -%}
    hash({{ keys | join(', ') }})
{%- endmacro %}

{% macro spark__joint_key(keys) -%}
    xxhash64({{ keys | join(', ') }})
{%- endmacro %}


{% macro translate(text, letters, replacements) -%}
    {{ return(adapter.dispatch('translate')(text, letters, replacements)) }}
{%- endmacro %}

{# Each letter of `letters` becomes the one at its place in `replacements`. #}
{% macro default__translate(text, letters, replacements) -%}
    translate({{ text }}, '{{ letters }}', '{{ replacements }}')
{%- endmacro %}


{% macro begins_with(text, beginning) -%}
    {{ return(adapter.dispatch('begins_with')(text, beginning)) }}
{%- endmacro %}

{% macro default__begins_with(text, beginning) -%}
    starts_with({{ text }}, {{ beginning }})
{%- endmacro %}

{% macro spark__begins_with(text, beginning) -%}
    startswith({{ text }}, {{ beginning }})
{%- endmacro %}


{% macro ends_with(text, end) -%}
    {{ return(adapter.dispatch('ends_with')(text, end)) }}
{%- endmacro %}

{% macro default__ends_with(text, end) -%}
    ends_with({{ text }}, {{ end }})
{%- endmacro %}

{% macro spark__ends_with(text, end) -%}
    endswith({{ text }}, {{ end }})
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


{% macro joined_slice(list, first, last) -%}
    {{ return(adapter.dispatch('joined_slice')(list, first, last)) }}
{%- endmacro %}

{# The words of a list from one place to another, in one text. #}
{% macro default__joined_slice(list, first, last) -%}
    array_to_string(list_slice({{ list }}, {{ first }}, {{ last }}), ' ')
{%- endmacro %}

{% macro spark__joined_slice(list, first, last) -%}
    array_join(slice({{ list }}, {{ first }}, {{ last }} - ({{ first }}) + 1), ' ')
{%- endmacro %}


{% macro domain_end(domain, labels) -%}
    {{ return(adapter.dispatch('domain_end')(domain, labels)) }}
{%- endmacro %}

{# The last labels of an internet domain. #}
{% macro default__domain_end(domain, labels) -%}
    array_to_string(list_slice(string_split({{ domain }}, '.'), -{{ labels }}, -1), '.')
{%- endmacro %}

{% macro spark__domain_end(domain, labels) -%}
    substring_index({{ domain }}, '.', -{{ labels }})
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


{% macro text_of_index(index) -%}
    {{ return(adapter.dispatch('text_of_index')(index)) }}
{%- endmacro %}

{# The text that an inverted index holds, JSON of the form {"word": [places]}: its words in the order of
   their places, with one blank between them. Done within each row, so that it needs no room for others. #}
{% macro default__text_of_index(index) -%}
    array_to_string(
        list_transform(
            list_sort(flatten(list_transform(
                map_entries(from_json({{ index }}, '"MAP(VARCHAR, BIGINT[])"')),
                lambda entry: list_transform(
                    entry.value, lambda place: struct_pack(place := place, word := entry.key)
                )
            ))),
            lambda placed: placed.word
        ),
        ' '
    )
{%- endmacro %}

{% macro spark__text_of_index(index) -%}
    array_join(
        transform(
            array_sort(flatten(transform(
                map_entries(from_json({{ index }}, 'map<string, array<bigint>>')),
                entry -> transform(entry.value, place -> struct(place, entry.key as word))
            ))),
            placed -> placed.word
        ),
        ' '
    )
{%- endmacro %}
