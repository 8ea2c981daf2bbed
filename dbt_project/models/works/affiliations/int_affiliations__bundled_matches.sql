with names as (
    select * from {{ ref('int_organisation_names') }}
    where kind in ('alias', 'keyword')
),

texts as (
    select * from {{ ref('int_affiliations__normalised') }}
    where part_id in (select part_id from {{ ref('int_affiliations__labelled_parts') }})
),

words as (
    select * from {{ ref('int_affiliations__words') }}
    where part_id in (select part_id from {{ ref('int_affiliations__labelled_parts') }})
)

select *
from ({{ affiliation_matches('words', 'texts', 'names') }}) as matches
