{# Smallest n of a published value (docs/metrics.md section 1). #}
{% macro smallest_n() -%} 5 {%- endmacro %}

{# Shares of models from `cells`, with a row for each owner: its n, its k and n_unknown. #}
{% macro shares_of_models() -%}
    -- One list, because each would keep the names that it is sorted by.
    select
        * exclude (owners),
        unnest(share_by_owner([o.n for o in owners], [o.k for o in owners], [o.n_unknown for o in owners])),
        'share' as unit,
        'wilson_organizations' as ci_method
    from (
        select
            * exclude (main_owner, n, k, n_unknown),
            list({n: n, k: k, n_unknown: n_unknown} order by main_owner) as owners
        from cells
        group by all
    ) as shares
{%- endmacro %}

{#
Smallest list of a venue and year in the fixed panel of venues, and the fewest such lists of a year (docs/metrics.md,
M10). On simulated panels, the intervals of years with three or four lists covered 88 to 94 times in 100.
#}
{% macro smallest_list() -%} 20 {%- endmacro %}
{% macro smallest_panel() -%} 5 {%- endmacro %}

{#
Smallest share of the works of a list with a known team, and of the accepted papers that it has. A list below either
is left out of the shares (docs/metrics.md section 4, rules for papers).
#}
{% macro least_covered() -%} 0.5 {%- endmacro %}

{# Smallest topic in a fit of slopes over topics (docs/metrics.md, M14). #}
{% macro smallest_topic() -%} 20 {%- endmacro %}

{# Join condition: equal values in all columns. Null matches null, such as the venue of pooled rows. #}
{% macro same_cell(left, right, columns) -%}
    {% for column in columns.split(', ') -%}
    {{ left }}.{{ column }} is not distinct from {{ right }}.{{ column }} {{- ' and ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# The dimensions of a headline number. #}
{% macro headline() -%} metric, definition, period, unit, team_class, sector, topic, country, region, venue {%- endmacro %}
