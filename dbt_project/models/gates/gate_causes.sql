-- Causes of a change between two vintages: numbers of rows, or points of a share of teams.
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
where definition in ('notable', 'all_models')
union all
select
    'headline_moved' as gate,
    source, old_vintage, new_vintage,
    concat_ws(' ', 'model_team_share', definition, team_class, 'share'),
    period,
    string_agg(
        cause || ' ' || cast(round(100 * contribution, 1) as varchar) || ' points', ', '
        order by abs(contribution) desc, cause
    ) filter (where abs(contribution) >= 0.0005)
from {{ ref('revision_decomposition') }}
group by definition, source, old_vintage, new_vintage, period, team_class
