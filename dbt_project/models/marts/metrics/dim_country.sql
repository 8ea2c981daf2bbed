select country, name from {{ ref('iso_country') }}
