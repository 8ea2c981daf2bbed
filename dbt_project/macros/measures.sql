{#
A measure of each group of some rows, as rows of `judge.measures`. Kinds: `rows` counts them; `filled` is the share with
a value; `share` that of each value among those with one; `middle` is the median, `mean` the mean, `high` the ninth decile, and `total` the
sum. `n` is the number of cases behind it. `words` says what a value is that is judged by itself.
#}
{% macro measure(table, rows, by, kind, column, words='null') -%}
{%- set of_values = kind == 'share' -%}
{%- set group = by ~ ', ' ~ column if of_values else by -%}
{%- set value, n = {
    'rows': ('count(*)', 'count(*)'),
    'filled': ('count(' ~ column ~ ') / count(*)', 'count(*)'),
    'share': ('count(*) / sum(count(*)) over (partition by ' ~ by ~ ')', 'sum(count(*)) over (partition by ' ~ by ~ ')'),
    'mean': ('avg(' ~ column ~ ' order by ' ~ column ~ ')', 'count(' ~ column ~ ')'),
    'middle': ('median(' ~ column ~ ')', 'count(' ~ column ~ ')'),
    'high': ('quantile_cont(' ~ column ~ ', 0.9)', 'count(' ~ column ~ ')'),
    'total': ('sum(' ~ column ~ ')', 'count(' ~ column ~ ')'),
}[kind] -%}
select
    '{{ table }}' as asset,
    '{{ [kind, column] | select | join(' ') }} by {{ by | replace("'", '') }}' as measure,
    concat_ws(', ', {{ group }}) as subject,
    cast({{ value }} as double) as value,
    cast({{ n }} as bigint) as n,
    {{ words }} as words
from {{ rows }}
where true{% for key in group.split(', ') %} and {{ key }} is not null{% endfor %}
group by {{ group }}
{%- endmacro %}
