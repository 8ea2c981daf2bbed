select
    *,
    unnest(share_of_counts(k, n, n_unknown)),
    'share' as unit,
    'wilson' as ci_method
from {{ ref('int_adoption_shares') }}
-- A venue has few titles that name a model, so it has no rows by origin. Open weights by venue only feed a fixed mix.
where
    venue is null
    or definition in (select definition from {{ ref('int_definitions') }} where named_in is null)
    or (sector is null and definition = 'accepted_titles')
union all by name
select * from {{ ref('int_adoption_country_shares') }}
union all by name
select * from {{ ref('int_adoption_same_weights') }}
union all by name
select * from {{ ref('int_adoption_field_venues') }}
