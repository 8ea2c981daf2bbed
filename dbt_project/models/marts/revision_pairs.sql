-- Every pair of vintages compared: how large the two files are and how many of their rows match.
select
    family,
    source,
    old_vintage,
    new_vintage,
    is_consecutive,
    count(old_model_id) as n_old,
    count(new_model_id) as n_new,
    count(*) filter (where match_rule = 'name') as n_matched_by_name,
    count(*) filter (where match_rule = 'reference') as n_matched_by_reference,
    count(match_rule) * 1.0 / count(old_model_id) as old_match_rate,
    count(match_rule) * 1.0 / count(new_model_id) as new_match_rate
from {{ ref('int_revision__matches') }}
group by family, source, old_vintage, new_vintage, is_consecutive
