{# The known sectors (docs/metrics.md section 2.2) in the order in which they are joined. #}
{% macro known_sectors() -%}
    {{ return(['academia', 'government', 'industry', 'nonprofit', 'other']) }}
{%- endmacro %}


{#
Sectors as one text, from the boolean columns has_academia, ... of a relation; 'unknown' without a sector.
#}
{% macro joined_sectors(relation) -%}
    coalesce(nullif(substring(
        {%- for sector in known_sectors() %}
        case when {{ relation }}.has_{{ sector }} then '+{{ sector }}' else '' end {{ '||' if not loop.last }}
        {%- endfor %}, 2), ''), 'unknown')
{%- endmacro %}


{# Number of true columns among has_academia, ... of a relation. #}
{% macro sector_count(relation) -%}
    {%- for sector in known_sectors() -%}
    cast({{ relation }}.has_{{ sector }} as integer) {{- ' + ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
