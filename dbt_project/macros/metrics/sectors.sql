{# The known sectors of metrics.md section 2.2 in the order in which they are joined. #}
{% macro known_sectors() -%}
    {{ return(['academia', 'government', 'industry', 'nonprofit', 'other']) }}
{%- endmacro %}


{# Sectors in one text, from boolean columns has_academia, ... of a relation; 'unknown' for none. #}
{% macro joined_sectors(relation) -%}
    coalesce(nullif(substring(
        {%- for sector in known_sectors() %}
        case when {{ relation }}.has_{{ sector }} then '+{{ sector }}' else '' end {{ '||' if not loop.last }}
        {%- endfor %}, 2), ''), 'unknown')
{%- endmacro %}


{# Sectors are gathered as bits of one number, five for each priority: the sum over all entries of a
   string says in one pass what those of its firmest priority say. #}
{% macro sector_bit(sector, priority) -%}
    cast(case {{ sector }}
        {%- for known in known_sectors() %}
        when '{{ known }}' then {{ 2 ** loop.index0 }}
        {%- endfor %}
        else 0
    end as bigint) << (5 * {{ priority }})
{%- endmacro %}


{# Whether the bits of a priority hold a sector. #}
{% macro has_sector(bits, priority, sector) -%}
    ({{ bits }} >> (5 * {{ priority }} + {{ known_sectors().index(sector) }})) & 1 = 1
{%- endmacro %}


{# How many known sectors a relation's columns has_academia, ... hold. #}
{% macro sector_count(relation) -%}
    {%- for sector in known_sectors() -%}
    cast({{ relation }}.has_{{ sector }} as integer) {{- ' + ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
