-- If the date of a model moved to another year, the model counts in the year of the later vintage.
with states as (
    select
        *,
        is_in_old_file and is_in_new_file as is_matched
    from {{ ref('int_revision__states') }}
)

select
    definition,
    source,
    old_vintage,
    new_vintage,
    coalesce(new_year, old_year) as year,
    count(*) filter (where is_old_member) as n_old,
    count(*) filter (where is_new_member) as n_new,
    count(*) filter (where is_old_member and is_in_new_file) * 1.0
    / nullif(count(*) filter (where is_old_member), 0) as match_rate,
    count(*) filter (where not is_in_old_file) as n_added,
    count(*) filter (where is_matched and not is_old_member) as n_entered,
    count(*) filter (where not is_in_new_file) as n_removed,
    count(*) filter (where is_matched and not is_new_member) as n_left,
    count(*) filter (
        where is_matched
        and old_team_class <> new_team_class
        and old_team_class <> 'unknown'
        and new_team_class <> 'unknown'
    ) as n_relabelled,
    count(*) filter (
        where is_matched
        and old_team_class <> new_team_class
        and (old_team_class = 'unknown' or new_team_class = 'unknown')
    ) as n_labelled,
    count(*) filter (where is_matched and old_publication_date <> new_publication_date) as n_redated,
    count(*) filter (where is_matched and old_year <> new_year) as n_redated_to_another_year,
    count(*) filter (
        where is_matched and old_log10_flop is null and new_log10_flop is not null
    ) as n_compute_appeared,
    count(*) filter (
        where is_matched and old_log10_flop is not null and new_log10_flop is null
    ) as n_compute_disappeared,
    count(*) filter (
        where is_matched and abs(new_log10_flop - old_log10_flop) > log10(2.0)
    ) as n_compute_moved
from states
group by all
