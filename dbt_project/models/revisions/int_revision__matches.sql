-- Every row of both files of two vintages that follow each other has one row. A vintage without a model of the
-- population is left out.
{% set pair = 'definition, source, old_vintage, new_vintage' %}

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

{% for side in ['old', 'new'] %}
{{ side }}_rows as (
    select
        {{ pair }},
        model_id as {{ side }}_model_id,
        name_key,
        repeat_number,
        reference_key,
        publication_date
    from pairs
    inner join {{ ref('int_revision__files') }} as files using (definition, source)
    where pairs.{{ side }}_vintage = files.vintage
),
{% endfor %}

by_name as (
    select
        {{ pair }},
        old_model_id,
        new_model_id
    from old_rows
    inner join new_rows using ({{ pair }}, name_key, repeat_number)
),

{% for side in ['old', 'new'] %}
{{ side }}_left as (
    select * from {{ side }}_rows
    anti join by_name using ({{ pair }}, {{ side }}_model_id)
),

{{ side }}_unique as (
    select
        {{ pair }},
        reference_key,
        min({{ side }}_model_id) as {{ side }}_model_id,
        min(publication_date) as publication_date
    from {{ side }}_left
    where reference_key is not null
    group by {{ pair }}, reference_key
    -- A reference that several rows share identifies none of them.
    having count(*) = 1
),
{% endfor %}

by_reference as (
    select
        {{ pair }},
        old_model_id,
        new_model_id
    from old_unique
    inner join new_unique using ({{ pair }}, reference_key)
    where abs(date_diff('day', old_unique.publication_date, new_unique.publication_date)) <= 366
)

select *, 'name' as match_rule from by_name
union all
select *, 'reference' from by_reference
union all
select
    {{ pair }},
    old_model_id,
    null,
    null
from old_left
anti join by_reference using ({{ pair }}, old_model_id)
union all
select
    {{ pair }},
    null,
    new_model_id,
    null
from new_left
anti join by_reference using ({{ pair }}, new_model_id)
