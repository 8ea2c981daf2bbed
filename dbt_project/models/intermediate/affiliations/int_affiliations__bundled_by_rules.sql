with names as (
    select * from {{ ref('int_organisation_names') }}
    where kind != 'ror'
),

strings as (
    select * from {{ ref('int_affiliations__strings') }}
    where
        affiliation in (select affiliation from {{ ref('int_affiliations__labels') }})
        or affiliation in (select {{ second_reading('affiliation') }} from {{ ref('int_affiliations__labels') }})
),

parts as (
    select * from {{ ref('int_affiliations__comma_parts') }}
    where affiliation_id in (select affiliation_id from strings)
),

texts as (
    select * from {{ ref('int_affiliations__normalised') }}
    where part_id in (select part_id from parts)
),

words as (
    select * from {{ ref('int_affiliations__words') }}
    where part_id in (select part_id from parts)
),

candidates as (
    select * from {{ ref('int_affiliations__cross_part_candidates') }}
    where
        affiliation_id in (select affiliation_id from strings)
        and entry_id in (select entry_id from names)
),

label_matches as (
    {{ affiliation_matches('words', 'texts', 'names') }}
),

label_crossings as (
    {{ cross_part_matches('candidates', ref('int_organisation_names__pairs'), 'texts', 'label_matches') }}
)

select *
from ({{ classified_affiliations('strings', 'parts', 'label_matches', 'label_crossings', 'names') }}) as classified
