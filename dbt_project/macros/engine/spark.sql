{# The functions of engine.sql for Apache Spark. Positions of `get` count from 0, and those of all other functions
   from 1. Regular expressions follow the syntax of Java. #}

{% macro spark__matches(text, pattern) -%}
    regexp_like({{ text }}, {{ pattern }})
{%- endmacro %}


{% macro spark__is_ascii(text) -%}
    octet_length({{ text }}) = length({{ text }})
{%- endmacro %}


{% macro spark__split_rows(relation, columns, text, separator, ordinal) -%}
    {{ spark__unnest_positions(relation, columns, "split(" ~ text ~ ", '" ~ separator ~ "')", 'piece', ordinal) }}
{%- endmacro %}


{% macro spark__unnest_rows(relation, columns, list, item) -%}
    select {{ columns }}, unnested_item as {{ item }}
    from {{ relation }} lateral view explode({{ list }}) unnested as unnested_item
{%- endmacro %}


{% macro spark__unnest_positions(relation, columns, list, item, ordinal) -%}
    select {{ columns }}, unnested_item as {{ item }}, cast(unnested_place + 1 as bigint) as {{ ordinal }}
    from {{ relation }} lateral view posexplode({{ list }}) unnested as unnested_place, unnested_item
{%- endmacro %}


{% macro spark__unnest_triples(relation, columns, list, items) -%}
    select
        {{ columns }},
        unnested_item as {{ items[0] }},
        get({{ list }}, unnested_place + 1) as {{ items[1] }},
        get({{ list }}, unnested_place + 2) as {{ items[2] }},
        cast(unnested_place + 1 as bigint) as place
    from {{ relation }} lateral view posexplode({{ list }}) unnested as unnested_place, unnested_item
{%- endmacro %}


{# A cast would turn a text of a year into its first day. #}
{% macro spark__partial_date(text) -%}
    try_cast(
        case
            when regexp_like({{ text }}, '^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}') then {{ text }}
            when regexp_like({{ text }}, '^[0-9]{4}-[0-9]{1,2}$') then {{ text }} || '-15'
            when regexp_like({{ text }}, '^[0-9]{4}$') then {{ text }} || '-07-01'
        end as date
    )
{%- endmacro %}


{% macro spark__days_between(first, second) -%}
    cast(datediff({{ second }}, {{ first }}) as bigint)
{%- endmacro %}


{% macro spark__days_after(day, days) -%}
    cast(date_add({{ day }}, cast({{ days }} as int)) as timestamp)
{%- endmacro %}


{# An aggregate of lists is empty for a group without values. #}
{% macro spark__sorted_texts(text, condition) -%}
    {{ _null_if_empty("sort_array(collect_set(" ~ text ~ ") filter (where " ~ condition ~ "))") }}
{%- endmacro %}

{% macro _null_if_empty(list) -%}
    get(filter(array({{ list }}), items -> size(items) > 0), 0)
{%- endmacro %}


{% macro spark__joined_list(list, separator) -%}
    array_join({{ list }}, '{{ separator }}')
{%- endmacro %}


{% macro spark__replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement | replace("\\", "$") }}')
{%- endmacro %}


{% macro spark__extract_all(text, pattern) -%}
    regexp_extract_all({{ text }}, '{{ pattern }}', 0)
{%- endmacro %}


{# Nulls come last, as in DuckDB. A part of `order_by` that ends with `desc` is a number. #}
{% macro spark__ordered_list(value, order_by, condition) -%}
    {%- set keys = [] -%}
    {%- for part in order_by.split(', ') -%}
        {%- set key = '-(' ~ part[:-5] ~ ')' if part.endswith(' desc') else part -%}
        {%- do keys.extend(["'null_" ~ loop.index ~ "', (" ~ key ~ ") is null", "'key_" ~ loop.index ~ "', " ~ key]) -%}
    {%- endfor -%}
    {{ _null_if_empty(
        "transform(sort_array(collect_list(named_struct(" ~ keys | join(', ') ~ ", 'value', " ~ value
        ~ ")) filter (where " ~ condition ~ ")), placed -> placed.value)"
    ) }}
{%- endmacro %}


{% macro spark__ordered_sum(value, order_by, condition) -%}
    aggregate(
        filter({{ spark__ordered_list('cast(' ~ value ~ ' as double)', order_by, condition) }}, one -> one is not null),
        cast(null as double),
        (total, one) -> coalesce(total + one, one)
    )
{%- endmacro %}


{# Spark has no order within an aggregate, so the last digits may differ between builds. A line through points
   with the same x has no slope, which is NaN in DuckDB and null in Spark. #}
{% macro spark__ordered_aggregate(function, arguments, order_by) -%}
    {%- if function == 'regr_slope' -%} coalesce({{ function }}({{ arguments }}), double('NaN'))
    {%- else -%} {{ function }}({{ arguments }})
    {%- endif -%}
{%- endmacro %}


{% macro spark__list_item(list, position) -%}
    get({{ list }}, cast({{ position }} - 1 as int))
{%- endmacro %}


{% macro spark__list_size(list) -%}
    cast(array_size({{ list }}) as bigint)
{%- endmacro %}


{% macro spark__first_of_each(list, field) -%}
    filter({{ list }}, (one, place) -> coalesce(
        array_position(transform({{ list }}, other -> other.{{ field }}), one.{{ field }}) = place + 1, true
    ))
{%- endmacro %}


{% macro spark__list_of(items) -%}
    array({{ items | join(', ') }})
{%- endmacro %}


{# Between \Q and \E, every sign of a regular expression is plain. #}
{% macro spark__split_text(text, separator) -%}
    split({{ text }}, '\Q{{ separator }}\E')
{%- endmacro %}


{% macro spark__text_key(text) -%}
    xxhash64({{ text }})
{%- endmacro %}


{% macro spark__text_id(text) -%}
    xxhash64({{ text }})
{%- endmacro %}


{% macro spark__text_ids(texts) -%}
    transform({{ texts }}, item -> {{ text_id('item') }})
{%- endmacro %}


{% macro spark__distinct_without(list, pattern) -%}
    array_distinct(transform({{ list }}, item -> {{ replace_all('item', pattern, '') }}))
{%- endmacro %}

{% macro spark__text_keys(texts) -%}
    transform({{ texts }}, item -> {{ text_key('item') }})
{%- endmacro %}


{% macro spark__joint_key(keys) -%}
    xxhash64({{ keys | join(', ') }})
{%- endmacro %}


{% macro spark__begins_with(text, beginning) -%}
    startswith({{ text }}, {{ beginning }})
{%- endmacro %}


{% macro spark__ends_with(text, end) -%}
    endswith({{ text }}, {{ end }})
{%- endmacro %}


{% macro spark__joined_slice(list, first, last, separator) -%}
    array_join(
        slice({{ list }}, cast({{ first }} as int), cast(greatest({{ last }} - ({{ first }}) + 1, 0) as int)),
        '{{ separator }}'
    )
{%- endmacro %}


{% macro spark__domain_end(domain, labels) -%}
    substring_index({{ domain }}, '.', -{{ labels }})
{%- endmacro %}


{% macro spark__whole_numbers(first, last, name) -%}
    select explode(sequence({{ first }}, {{ last }})) as {{ name }}
{%- endmacro %}


{% macro spark__tagged(prefix, list) -%}
    transform({{ list }}, item -> '{{ prefix }}' || item)
{%- endmacro %}


{% macro spark__neighbours(list) -%}
    transform(
        slice({{ list }}, 1, greatest(size({{ list }}) - 1, 0)),
        (item, place) -> item || ' ' || get({{ list }}, place + 1)
    )
{%- endmacro %}


{% macro spark__letter_runs(text, size) -%}
    case
        when length({{ text }}) >= {{ size }}
            then transform(sequence(1, length({{ text }}) - {{ size }} + 1), place -> substring({{ text }}, place, {{ size }}))
        else array()
    end
{%- endmacro %}


{# A text of any length is a `string`. A number with a point must be a float, because an exact decimal loses
   digits in a division. #}
{% macro _with_types_of_spark(query) -%}
    {%- set texts = modules.re.sub('(?i)\\bvarchar\\b', 'string', query) -%}
    {{ modules.re.sub('(?<![\\w.])([0-9]+[.][0-9]+)(?![\\w.])', '\\1e0', texts) }}
{%- endmacro %}

{% macro spark__create_table_as(temporary, relation, compiled_code, language='sql') -%}
    create table {{ relation }} {{ file_format_clause() }} as
    {{ _with_types_of_spark(compiled_code) }}
{%- endmacro %}

{% macro spark__create_view_as(relation, sql) -%}
    create or replace view {{ relation }} as
    {{ _with_types_of_spark(sql) }}
{%- endmacro %}


{# A table of all vintages is always rebuilt completely, because a plain table of Spark cannot delete rows. #}
{% macro spark__by_vintage(vintages) -%}
    {{ return({'materialized': 'table'}) }}
{%- endmacro %}

{% macro spark__delete_other_pairs(of) -%}{%- endmacro %}


{% macro spark__log_table(relation) -%}
{%- endmacro %}
