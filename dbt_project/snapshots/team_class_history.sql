{% snapshot team_class_history %}
{{ config(schema='history', unique_key='paper_id', strategy='check', check_cols=['team_class']) }}
select papers.paper_id, teams.team_class
from {{ ref('int_papers__teams') }} as teams
inner join {{ ref('int_papers') }} as papers on teams.paper_key = papers.paper_key
{% endsnapshot %}
