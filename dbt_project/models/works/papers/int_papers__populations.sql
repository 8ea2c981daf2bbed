-- The rules for papers in docs/metrics.md section 4.
select 'accepted' as definition, paper_key
from {{ ref('int_papers') }}
where is_machine_learning and outcome = 'accepted'
union all
select 'accepted_and_workshop', paper_key
from {{ ref('int_papers') }}
where is_machine_learning and outcome in ('accepted', 'workshop')
union all
select 'complete_teams', papers.paper_key
from {{ ref('int_papers') }} as papers
inner join {{ ref('int_papers__teams') }} as teams on papers.paper_key = teams.paper_key
where papers.is_machine_learning and papers.outcome = 'accepted' and teams.is_team_complete
