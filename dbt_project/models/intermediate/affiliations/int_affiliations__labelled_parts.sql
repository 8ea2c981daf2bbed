select * from {{ ref('int_affiliations__comma_parts') }}
where affiliation_id in (
    select affiliation_id
    from {{ ref('int_affiliations__strings') }}
    where
        affiliation in (select affiliation from {{ ref('int_affiliations__labels') }})
        or affiliation in (select {{ second_reading('affiliation') }} from {{ ref('int_affiliations__labels') }})
)
