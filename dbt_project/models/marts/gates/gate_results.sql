-- The marts of a release depend on its inputs, and not on earlier publications.
select * from {{ ref('gate_changes') }} where gate <> 'headline_moved_since_publication'
