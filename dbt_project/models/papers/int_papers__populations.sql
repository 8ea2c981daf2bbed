-- The rules for papers in docs/metrics.md section 4.
with works as (
    select papers.paper_key, papers.outcome, coalesce(counted.is_covered, true) as is_covered
    from {{ ref('int_papers') }} as papers
    left join {{ ref('int_papers__counted') }} as counted on papers.paper_key = counted.paper_key
    where papers.is_machine_learning and coalesce(counted.is_counted, true)
)

select 'accepted' as definition, paper_key
from works
where is_covered and outcome = 'accepted'
union all
select 'complete_teams', works.paper_key
from works
inner join {{ ref('int_papers__teams') }} as teams on works.paper_key = teams.paper_key
where works.is_covered and works.outcome = 'accepted' and teams.is_team_complete
union all
select 'accepted_left_out', paper_key
from works
where not is_covered and outcome = 'accepted'
