-- Causes of a change of a list of models between two vintages: numbers of its rows.
{{ config(schema='gates') }}

select
    unnest(['rows_of_year_lost', 'unknown_gained']) as gate,
    source,
    old_vintage as previous_vintage,
    new_vintage as vintage,
    case definition when 'all_models' then 'all' else 'notable' end as subject,
    cast(year as varchar) as period,
    'added ' || (n_added + n_entered) || ', removed ' || (n_removed + n_left)
    || ', moved to another year ' || n_redated_to_another_year || ', relabelled ' || n_relabelled
    || ', labelled or no longer labelled ' || n_labelled as causes
from {{ ref('revision_counts') }}
