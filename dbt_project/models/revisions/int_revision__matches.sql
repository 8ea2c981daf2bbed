-- Every row of both files of every pair has one row.
with pairs as (
    select distinct family, source, old_vintage, new_vintage
    from {{ ref('int_revision__comparisons') }}
),

{% set pair = 'family, source, old_vintage, new_vintage' %}

{% for side in ['old', 'new'] %}
{{ side }}_rows as (
    select
        pairs.family,
        pairs.source,
        pairs.old_vintage,
        pairs.new_vintage,
        files.model_id,
        files.name_key,
        files.repeat_number,
        files.reference_key,
        files.publication_date
    from pairs
    inner join {{ ref('int_revision__files') }} as files
        on
            pairs.family = files.family
            and pairs.source = files.source
            and pairs.{{ side }}_vintage = files.vintage
),
{% endfor %}

by_name as (
    select
        old_rows.family,
        old_rows.source,
        old_rows.old_vintage,
        old_rows.new_vintage,
        old_rows.model_id as old_model_id,
        new_rows.model_id as new_model_id
    from old_rows
    inner join new_rows
        on
            {{ same_pair('old_rows', 'new_rows') }}
            and old_rows.name_key = new_rows.name_key
            and old_rows.repeat_number = new_rows.repeat_number
),

{% for side in ['old', 'new'] %}
{{ side }}_left as (
    select {{ side }}_rows.*
    from {{ side }}_rows
    left join by_name
        on
            {{ same_pair(side ~ '_rows', 'by_name') }}
            and {{ side }}_rows.model_id = by_name.{{ side }}_model_id
    where by_name.{{ side }}_model_id is null
),

{{ side }}_unique as (
    select
        {{ pair }},
        reference_key,
        min(model_id) as model_id,
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
        old_unique.family,
        old_unique.source,
        old_unique.old_vintage,
        old_unique.new_vintage,
        old_unique.model_id as old_model_id,
        new_unique.model_id as new_model_id
    from old_unique
    inner join new_unique
        on
            {{ same_pair('old_unique', 'new_unique') }}
            and old_unique.reference_key = new_unique.reference_key
    where abs(date_diff('day', old_unique.publication_date, new_unique.publication_date)) <= 366
),

matched as (
    select *, 'name' as match_rule from by_name
    union all
    select *, 'reference' from by_reference
),

everything as (
    select * from matched
    {% for side, gone in [('old', 'new'), ('new', 'old')] %}
    union all
    select
        {{ side }}_left.family,
        {{ side }}_left.source,
        {{ side }}_left.old_vintage,
        {{ side }}_left.new_vintage,
        {{ side ~ '_left.model_id, null' if side == 'old' else 'null, new_left.model_id' }},
        null
    from {{ side }}_left
    left join by_reference
        on
            {{ same_pair(side ~ '_left', 'by_reference') }}
            and {{ side }}_left.model_id = by_reference.{{ side }}_model_id
    where by_reference.{{ side }}_model_id is null
    {% endfor %}
)

select family, source, old_vintage, new_vintage, old_model_id, new_model_id, match_rule
from everything
