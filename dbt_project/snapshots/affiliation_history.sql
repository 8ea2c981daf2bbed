{% snapshot affiliation_history %}
{{ config(schema='history', unique_key='affiliation', strategy='check', check_cols=['sectors', 'evidence']) }}
select affiliation, sectors, evidence
from {{ ref('int_affiliations') }}
{% endsnapshot %}
