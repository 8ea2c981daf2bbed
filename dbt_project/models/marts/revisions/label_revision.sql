-- Few labels have an earlier state, and a window sorts all of its rows.
with affiliation_states as (
    select
        affiliation,
        sectors,
        evidence,
        dbt_valid_from as changed_at,
        lag(sectors) over (partition by affiliation order by dbt_valid_from) as old_sectors,
        lag(evidence) over (partition by affiliation order by dbt_valid_from) as old_evidence
    from {{ ref('affiliation_history') }}
    where affiliation in (select affiliation from {{ ref('affiliation_history') }} where dbt_valid_to is not null)
),

moved_affiliations as (
    select * from affiliation_states
    where sectors != old_sectors
),

team_states as (
    select
        paper_id,
        team_class,
        dbt_valid_from as changed_at,
        lag(team_class) over (partition by paper_id order by dbt_valid_from) as old_team_class,
        lag(dbt_valid_from) over (partition by paper_id order by dbt_valid_from) as stood_from
    from {{ ref('team_class_history') }}
    where paper_id in (select paper_id from {{ ref('team_class_history') }} where dbt_valid_to is not null)
),

moved_teams as (
    select team_states.*, papers.paper_key, papers.work_id
    from team_states
    inner join {{ ref('int_papers') }} as papers on team_states.paper_id = papers.paper_id
    where team_states.team_class != team_states.old_team_class
),

-- Affiliations of a work that changed since its old class: in the same run, or in an interrupted run before
-- it.
causes as (
    select
        moved_teams.paper_key,
        moved_teams.changed_at,
        {{ joined_texts('moved.affiliation', ' | ') }} as affiliations,
        {{ joined_texts('moved.old_evidence', ' | ') }} as old_rules,
        {{ joined_texts('moved.evidence', ' | ') }} as new_rules
    from moved_teams
    inner join {{ ref('int_papers__affiliations') }} as mentions on moved_teams.paper_key = mentions.paper_key
    inner join moved_affiliations as moved
        on
            mentions.affiliation = moved.affiliation
            and moved.changed_at > moved_teams.stood_from
            and moved.changed_at <= moved_teams.changed_at
    group by moved_teams.paper_key, moved_teams.changed_at
)

select
    'affiliation' as subject,
    cast(null as varchar) as paper_id,
    cast(null as varchar) as work_id,
    affiliation,
    old_sectors as old_label,
    sectors as new_label,
    old_evidence as old_rule,
    evidence as new_rule,
    changed_at
from moved_affiliations
union all
select
    'work',
    moved_teams.paper_id,
    md5(moved_teams.work_id),
    causes.affiliations,
    moved_teams.old_team_class,
    moved_teams.team_class,
    causes.old_rules,
    causes.new_rules,
    moved_teams.changed_at
from moved_teams
left join causes on moved_teams.paper_key = causes.paper_key and moved_teams.changed_at = causes.changed_at
