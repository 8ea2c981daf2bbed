-- Every row of both files of two vintages that follow each other has one row. A vintage without a model of the
-- population is left out.
{{ config(materialized='ephemeral') }}

{% set pair = 'definition, source, old_vintage, new_vintage' %}
{% set sides = ['old', 'new'] %}
{% set rules = {
    'name': 'name_key, repeat_number',
    'reference': 'reference_key',
    'date': 'publication_date, organization',
} %}

with vintages as (
    select distinct
        definition,
        source,
        vintage
    from {{ ref('int_models__populations') }}
    where definition in ('notable', 'all_models')
),

pairs as (
    select
        definition,
        source,
        lag(vintage) over (partition by definition, source order by vintage) as old_vintage,
        vintage as new_vintage
    from vintages
    qualify old_vintage is not null
),

{% for side in sides %}
{{ side }}_0 as (
    select
        {{ pair }},
        model_id as {{ side }}_model_id,
        name_key,
        repeat_number,
        reference_key,
        publication_date,
        organization
    from pairs
    inner join {{ ref('int_revision__files') }} as files using (definition, source)
    where pairs.{{ side }}_vintage = files.vintage
),
{% endfor %}

-- Each rule matches what the rules before it left over. A key that several rows share identifies none of them.
{% for rule, key in rules.items() %}
{% set step = loop.index0 %}
by_{{ rule }} as (
    select
        {{ pair }},
        old_model_id,
        new_model_id
    from (
        select * from old_{{ step }}
        qualify count(*) over (partition by {{ pair }}, {{ key }}) = 1
    ) as old_rows
    inner join (
        select * from new_{{ step }}
        qualify count(*) over (partition by {{ pair }}, {{ key }}) = 1
    ) as new_rows using ({{ pair }}, {{ key }})
    {% if rule == 'reference' %}
    where abs(date_diff('day', old_rows.publication_date, new_rows.publication_date)) <= 366
    {% endif %}
),

{% for side in sides %}
{{ side }}_{{ step + 1 }} as (
    select * from {{ side }}_{{ step }}
    anti join by_{{ rule }} using ({{ pair }}, {{ side }}_model_id)
),
{% endfor %}
{% endfor %}

matched as (
    {% for rule in rules %}
    select *, '{{ rule }}' as match_rule from by_{{ rule }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from matched
union all
select
    {{ pair }},
    old_model_id,
    null,
    null
from old_{{ rules | length }}
union all
select
    {{ pair }},
    null,
    new_model_id,
    null
from new_{{ rules | length }}
