{% test shapes(model, tables) %}
{# The rules of the tables of a layer, as one test, because dbt's overhead for a test is longer than its query. #}
{{ config(
    fail_calc='coalesce(sum(broken), 0)',
    meta={'description': 'Keys, filled cells, sets of values, relationships and rules over rows of all tables.'}
) }}
{%- for table, rules in tables.items() %}
select '{{ table }}' as table_name, * from ({{ broken_rules(ref(table), **rules) }})
{{ 'union all' if not loop.last }}
{%- endfor %}
{% endtest %}
