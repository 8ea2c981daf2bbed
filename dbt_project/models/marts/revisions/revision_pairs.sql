select
    matches.family, matches.source, matches.old_vintage, matches.new_vintage, comparisons.is_consecutive,
    count(old_model_id) as n_old,
    count(new_model_id) as n_new,
    count(*) filter (where match_rule = 'name') as n_matched_by_name,
    count(*) filter (where match_rule = 'reference') as n_matched_by_reference,
    count(match_rule) * 1.0 / count(old_model_id) as old_match_rate,
    count(match_rule) * 1.0 / count(new_model_id) as new_match_rate
from {{ ref('int_revision__matches') }} as matches
inner join {{ ref('int_revision__comparisons') }} as comparisons using (family, source, old_vintage, new_vintage)
-- The populations that are compared for every pair of vintages, one for each family.
where comparisons.definition in ('notable_compute_known', 'all_models_compute_known')
group by
    matches.family, matches.source, matches.old_vintage, matches.new_vintage, comparisons.is_consecutive
