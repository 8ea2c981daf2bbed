{{ config(materialized='view') }}

-- Works of known class on a list, and whether they are in the class.
select
    shares.metric, shares.team_class,
    works.* exclude (team_class, has_industry, paper_key),
    if(shares.team_class is null, works.has_industry, works.team_class = shares.team_class) as is_case
from {{ ref('int_field_works') }} as works
cross join {{ team_shares() }}
where works.team_class <> 'unknown'
