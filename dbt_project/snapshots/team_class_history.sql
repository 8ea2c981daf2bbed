{% snapshot team_class_history %}
{{ config(schema='history', unique_key='paper_id', strategy='check', check_cols=['team_class']) }}
select paper_id, team_class
from {{ ref('int_papers__teams') }}
{% endsnapshot %}
