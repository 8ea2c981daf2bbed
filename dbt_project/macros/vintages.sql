{#
The vintages of a raw table that marts keep (docs/metrics.md 2.1). Publishers change some lists every few days, for
years. Of each list, these are the first vintage, those of the last 14 days, and the last of each month; all lists of
one day are one vintage.
#}
{% macro kept_vintages(table) -%}
    select distinct vintage
    from (
        select vintage
        from (select distinct part, vintage from {{ source('raw', table) }}) as lists
        qualify
            vintage > max(vintage) over (partition by part) - 14
            or vintage = min(vintage) over (partition by part)
            or vintage = max(vintage) over (partition by part, date_trunc('month', vintage))
            or list_contains(string_split('{{ env_var("COMPUTE_DIVIDE_VINTAGES", "") }}', ','), cast(vintage as varchar))
    ) as kept
{%- endmacro %}

{# The files of the kept vintages of a raw table: of two files of one key, the one with more rows. #}
{% macro kept_files(table, key='vintage') -%}
    select files.*
    from ({{ fuller_files(table, key) }}) as files
    semi join ({{ kept_vintages(table) }}) as kept using (vintage)
{%- endmacro %}

{# The files of a raw table that count: of two files of one key, the one with more rows. #}
{% macro fuller_files(table, key='vintage') -%}
    select
        snapshot_id,
        {{ key }}
    from {{ source('raw', table) }}
    group by snapshot_id, {{ key }}
    qualify row_number() over (partition by {{ key }} order by count(*) desc, snapshot_id desc) = 1
{%- endmacro %}
