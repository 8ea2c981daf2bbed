{# Smallest n of a published value (docs/metrics.md section 1). #}
{% macro smallest_n() -%} 5 {%- endmacro %}

{#
Smallest share of a list's records that have as many affiliations as authors. If a list has this share or
more, its affiliations are in the order of the authors. Evidence: the share is between 0.01 and 0.67 in 14 of
150 conference lists, and 0.992 or more in all others.
#}
{% macro least_aligned() -%} 0.9 {%- endmacro %}

{#
The lists add works to a year for three years after its end. Evidence: the mart backfill_by_age gives the
completeness of a year and the error of its shares by age. In the third year after its end, a year was still
incomplete; after that it was complete in the median.
#}
{% macro is_filling(period_end, vintage) -%}
    date_diff('day', {{ period_end }}, {{ vintage }}) < 1096
{%- endmacro %}

{# Shares of models from `cells`, with a row for each owner: its n, its k and n_unknown. #}
{% macro shares_of_models() -%}
    select * exclude (share), unnest(share), 'share' as unit, 'wilson_organizations' as ci_method
    from (
        select
            * exclude (main_owner, n, k, n_unknown),
            share_by_owner(
                list(n order by main_owner), list(k order by main_owner), list(n_unknown order by main_owner)
            ) as share
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

{# Smallest topic in a fit of slopes over topics (docs/metrics.md, M14) and with a published tilt (M12). #}
{% macro smallest_topic() -%} 20 {%- endmacro %}
{% macro smallest_tilt() -%} 10 {%- endmacro %}

{# Topics with less precise tags carry a caveat. #}
{% macro needed_precision() -%} 0.8 {%- endmacro %}

{# With a smaller share of works with an abstract or keywords, topics of works carry a caveat. #}
{% macro needed_texts() -%} 0.1 {%- endmacro %}

{# Join condition: equal values in all columns. Null matches null, such as the venue of pooled rows. #}
{% macro same_cell(left, right, columns) -%}
    {% for column in columns.split(', ') -%}
    {{ left }}.{{ column }} is not distinct from {{ right }}.{{ column }} {{- ' and ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# The dimensions of a headline number. #}
{% macro headline() -%} metric, definition, period, unit, team_class, sector, topic, country, region, venue {%- endmacro %}
