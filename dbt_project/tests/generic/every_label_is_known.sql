{% test every_label_is_known(model, column_name) %}
{{ config(meta={'description': 'Each label is in the table of sectors.'}) }}
select distinct label
from (select unnest(regexp_split_to_array(lower({{ column_name }}), ' *, *')) as label from {{ model }}) as labels
where label not in (select label from {{ ref('sector_label') }})
{% endtest %}
