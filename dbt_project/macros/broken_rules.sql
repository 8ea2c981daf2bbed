{% macro broken_rules(relation, grain, not_null=[], unique=[], accepted_values={}, relationships={}, rules={}) %}
{# A row for each broken rule of a table, with the number of rows that break it and one of these rows. A
   row counts for the first rule that it breaks. In a grain of several columns a null is a value, because it
   means "all" in the metrics contract. A grain of one column has no null. `rules` name conditions that no row
   may meet. #}
{%- set rules = dict(rules) -%}
{%- for column in (grain if grain | length == 1 else []) + not_null -%}
{%- do rules.update({column ~ ' is null': column ~ ' is null'}) -%}
{%- endfor -%}
{%- for column, values in accepted_values.items() -%}
{%- do rules.update({
    column ~ ' is not one of ' ~ values | join(', '): column ~ " not in ('" ~ values | join("', '") ~ "')"
}) -%}
{%- endfor -%}
{%- for column, parent in relationships.items() -%}
{%- do rules.update({
    column ~ ' is not in ' ~ parent.identifier:
    column ~ ' not in (select ' ~ column ~ ' from ' ~ parent ~ ' where ' ~ column ~ ' is not null)'
}) -%}
{%- endfor -%}
with broken_rows as (
    {% if rules -%}
    select
        case
            {% for rule, condition in rules.items() -%}
            when {{ condition }} then '{{ rule }}'
            {% endfor -%}
        end as rule,
        {{ row_text((grain + accepted_values.keys() | list + relationships.keys() | list) | unique | list) }} as example
    from {{ relation }}
    union all
    {% endif -%}
    {% for column in unique -%}
    select
        '{{ column }} is not unique' as rule,
        {{ row_text([column]) }} as example
    from {{ relation }}
    where {{ column }} is not null
    group by {{ column }}
    having count(*) > 1
    union all
    {% endfor -%}
    select
        '{{ grain | join(", ") }}: not unique' as rule,
        {{ row_text(grain) }} as example
    from {{ relation }}
    group by {{ grain | join(', ') }}
    having count(*) > 1
)

select
    rule,
    count(*) as broken,
    min(example) as example
from broken_rows
where rule is not null
group by rule
{% endmacro %}
