-- Measures of the marts, one a row. limits.csv says how far each may move.
with estimates as (
    select *, concat_ws(', ', metric, definition, source, unit) as subject
    from marts.metrics
    where is_latest
),

-- A few estimates have no distribution, and the works of OpenAlex arrive over days.
many as (
    from estimates
    where source <> 'openalex'
    qualify count(*) filter (not suppressed) over (partition by subject) >= 20
),

shown as (
    from many
    where not suppressed
),

models as (
    from marts.models
    where list in ('all', 'notable')  -- those that metrics read
    qualify vintage = max(vintage) over (partition by list)
),

papers as (
    from marts.papers
    where is_latest and is_counted and venue <> ''
),

-- Each measure that follows counts rows that break a rule, of all vintages.
cells as (
    select
        *,
        concat_ws(
            ' ', metric, definition, source, vintage, period, team_class, venue, topic, unit
        ) as cell,
        case when metric in ('model_team_share', 'paper_team_share')
            and not suppressed
            -- The other rules have cases of the four classes.
            then sum(value) filter (
                where team_class not in ('no_company', 'public_research', 'any_university')
            ) over (partition by metric, definition, source, vintage, period,
                venue, topic, country, region, counting, suppressed)
        end as sum_of_classes,
        unit in ('share', 'share_intensive', 'share_other') as is_share,
        case
            when unit in ('share', 'share_intensive', 'share_other', 'hhi', 'cr4', 'gini') then [0, 1]
            when unit = 'share_gap' then [-1, 1]
            when unit = 'share_gap_change' then [-2, 2]
        end as span
    from marts.metrics
),

breaks as (
    select 'estimate_outside' as measure, cell
    from cells
    where greatest(value, ci_low, ci_high) > span[2] + 1e-12
        or least(value, ci_low, ci_high) < span[1] - 1e-12
    union all
    -- The interval of a bootstrapped index may exclude its value, which has its own caveat.
    select 'value_outside_interval', cell
    from cells
    where ci_method in (
        'wilson', 'wilson_effective_n', 'wilson_organizations', 'jackknife_organizations_t',
        'crossed_lists_topics_t'
    ) and value not between ci_low - 1e-12 and ci_high + 1e-12
    union all
    -- What is all or nothing has no other value, and four of a few have nearly all.
    select 'flat_interval', cell
    from cells
    where ci_high <= ci_low and value not in (0, 1) and unit <> 'cr4'
    union all
    select 'value_outside_bounds', cell
    from cells
    where value not between bound_low - 1e-12 and bound_high + 1e-12
    union all
    -- A gap is also suppressed for one small group or few lists, a tilt below 10 works (M3, M24, M12).
    select 'wrongly_shown', cell
    from cells
    where (n < 5 and not suppressed)
        or (suppressed and (value is not null or (n >= 5 and metric not in (
            'compute_gap', 'intensity_gap', 'topic_tilt'))))
    union all
    select 'classes_not_one', cell
    from cells
    where abs(sum_of_classes - 1) > 1e-9
    union all
    select 'k_not_n_value', cell
    from cells
    where is_share and not suppressed and abs(k - n * value) > 1e-6
    union all
    select 'odd_doubling_time', cell
    from cells
    where metric = 'compute_doubling_months' and value not between 1 and 60
    union all
    select 'gap_not_ratio', cell
    from cells
    inner join marts.compute_gap_counts using (definition, source, vintage, period)
    where metric = 'compute_gap'
        and abs(value - log10(flop_industry_only / flop_academic_only)) > 1e-9
    union all
    select 'missing_estimates', 'no metric'
    from cells
    having count(*) = 0
    union all
    select 'snapshots', concat_ws(' ', source, list, vintage)
    from marts.models
    group by source, list, vintage
    having count(distinct snapshot_id) > 1
    union all
    select 'class_without_affiliation', paper_id
    from marts.papers
    where not has_affiliation and team_class <> 'unknown'
    union all
    select 'file_without_rows', file
    from marts.vintages
    where "rows" < 1
    union all
    select 'unknown_in_reach', concat_ws(' ', definition, vintage, period, team_class)
    from marts.reachable_shares
    where k > n
    union all
    select 'company_beyond_list', concat_ws(' ', venue, year, company)
    from marts.company_papers
    where works not between 0 and n
    union all
    select 'academic_beyond_all', concat_ws(' ', list, country, region)
    from marts.academic_hpc
    where academic_systems not between 0 and systems
    union all
    select 'topic_outside_interval', concat_ws(' ', source, vintage, period, topic)
    from marts.topic_join
    where academic_share not between academic_share_low and academic_share_high
    union all
    select 'headlines_not_one', question
    from marts.specifications
    group by question
    having count_if(is_answer) <> 1
    union all
    select 'stock_not_one', concat_ws(' ', definition, vintage, period)
    from marts.compute_stock
    group by definition, source, vintage, period
    having sum(share) not between 0.97 and 1.03
    union all
    select 'row_set_aside', concat_ws(' ', *columns(*))
    from marts.rows_set_aside
    union all
    select 'event_in_future', concat_ws(' ', *columns(*))
    from marts.dim_event
    where event_date > current_date
),

rules as (
    select unnest([
        'missing_estimates', 'estimate_outside', 'value_outside_interval', 'flat_interval',
        'value_outside_bounds', 'wrongly_shown', 'classes_not_one', 'k_not_n_value', 'snapshots',
        'class_without_affiliation', 'file_without_rows', 'unknown_in_reach',
        'company_beyond_list', 'academic_beyond_all', 'topic_outside_interval', 'gap_not_ratio', 'headlines_not_one', 'stock_not_one',
        'odd_doubling_time', 'row_set_aside', 'event_in_future'
    ]) as measure
)

select
    subject,
    'rows' as measure,
    count(*) as value
from estimates
-- A list of supercomputers has other countries than the record.
where metric <> 'academic_hpc_doubling_months' or country is null
group by subject

union all by name
select
    'models of ' || list as subject,
    'rows' as measure,
    count(*) as value
from models
group by list

union all by name
select
    'works of lists' as subject,
    'rows' as measure,
    sum(works) as value
from marts.field_lists

union all by name
select
    venue as subject,
    'rows_of_venue' as measure,
    count(*) as value
from papers
group by venue

union all by name
select
    subject,
    'mean_n' as measure,
    avg(n) / case source
        when 'epoch' then (select nullif(count(*), 0) from models)
        when 'lists' then (select nullif(count(*), 0) from papers)
        else 1
    end as value
from many
group by subject, source

union all by name
select
    subject,
    if(unit like 'log%', 'median_logarithm', 'median_share') as measure,
    median(value) as value
from shown
where unit not in ('months', 'count')
group by subject, unit

-- Each definition has a few doubling times.
union all by name
select
    concat_ws(', ', metric, source, unit) as subject,
    'median_amount' as measure,
    median(value) as value
from estimates
where unit in ('months', 'count') and not suppressed and source <> 'openalex'
group by metric, source, unit
having count(*) >= 20

union all by name
select
    subject,
    'median_width' as measure,
    median(ci_high - ci_low) as value
from shown
where ci_low is not null
group by subject

union all by name
select
    subject,
    'share_shown' as measure,
    count_if(not suppressed) / count(*) as value
from many
group by subject

union all by name
select
    format('models of {}, {}', list, class) as subject,
    if(class = 'unknown', 'share_unknown', 'share_of_class') as measure,
    count_if(team_class = class) / count(*) as value
from models
cross join (select distinct team_class as class from marts.models) as classes
group by list, class

union all by name
select
    'papers, ' || team_class as subject,
    if(team_class = 'unknown', 'share_unknown', 'share_of_class') as measure,
    count(*) / (select count(*) from papers) as value
from papers
group by team_class

union all by name
select
    'rule' as subject,
    measure,
    count(cell) as value,
    any_value(cell) as example
from rules
left join breaks using (measure)
group by measure
