{# metrics.md section 2.3: the team class of a work or model from the sectors that are known. #}
{% macro team_class(has_academia, has_industry, has_other) -%}
    case
        when {{ has_academia }} and {{ has_industry }} then 'academia_industry'
        when {{ has_academia }} and not {{ has_other }} then 'academic_only'
        when {{ has_industry }} and not {{ has_other }} then 'industry_only'
        when {{ has_academia }} or {{ has_industry }} or {{ has_other }} then 'other'
        else 'unknown'
    end
{%- endmacro %}

{# The classes that a team can be known to have; 'unknown' is counted beside them. #}
{% macro known_team_classes() -%}
    {{ return(['academic_only', 'academia_industry', 'industry_only', 'other']) }}
{%- endmacro %}
