{% set step = 'source, vintage, previous_vintage, is_latest' %}
{% set year = "coalesce(cast(year as varchar), 'no date')" %}

with files as (
    select {{ step }}, file, sum(n_before) as n_before, sum(n_after) as n_after
    from {{ ref('int_gates__files') }}
    group by all
),

venues as (
    select
        *,
        lag(n) over years as previous_n,
        lag(share) over years as previous_share,
        lag(vintage) over years as previous_vintage
    from (
        select *, n_affiliated * 1.0 / n as share, true as is_latest
        from {{ ref('int_gates__counts') }}
        where n_affiliated is not null
        qualify row_number() over (partition by source, file order by vintage desc) = 1
    ) as newest
    window years as (partition by source, list order by year)
),

changes as (
    select
        'rows_of_year_lost' as gate,
        {{ step }},
        list as subject,
        {{ year }} as period,
        cast(n_before as double) as before,
        cast(n_after as double) as after,
        n_before,
        1 - n_after * 1.0 / nullif(n_before, 0) as change
    from {{ ref('int_gates__files') }}
    -- Rows without a date do not count, because the publisher adds dates later.
    where year is not null
    {% for gate, sign in [('rows_of_list_lost', '-1'), ('rows_of_list_gained', '1')] -%}
    union all by name
    select
        '{{ gate }}' as gate,
        {{ step }},
        file as subject,
        'all' as period,
        n_before as before,
        n_after as after,
        n_before,
        {{ sign }} * (n_after * 1.0 / nullif(n_before, 0) - 1) as change
    from files
    {% endfor -%}
    {% for gate, share, sign in [('affiliations_lost', 'affiliated', '-1'), ('unknown_gained', 'unknown', '1')] -%}
    union all by name
    select
        '{{ gate }}' as gate,
        {{ step }},
        list as subject,
        {{ year }} as period,
        {{ share }}_before as before,
        {{ share }}_after as after,
        n_before,
        {{ sign }} * ({{ share }}_after - {{ share }}_before) as change
    from {{ ref('int_gates__files') }}
    {% endfor -%}
    union all by name
    select
        'affiliations_below_last_year' as gate,
        {{ step }},
        list as subject,
        cast(year as varchar) as period,
        previous_share as before,
        share as after,
        least(n, previous_n) as n_before,
        previous_share - share as change
    from venues
    union all by name
    select
        'headline_moved' as gate,
        {{ step }},
        concat_ws(' ', metric, definition, team_class, sector, unit) as subject,
        period,
        previous_value as before,
        value as after,
        previous_n as n_before,
        {{ interval_distances('previous_value', 'value', 'previous_ci_low', 'previous_ci_high') }} as change,
        case when metric = 'model_team_share' then definition end as definition,
        team_class
    from {{ ref('headline_history') }}
),

-- The causes of a change of rows are counts of rows; those of a share are points of share.
row_causes as (
    select
        source,
        old_vintage,
        new_vintage,
        case definition when 'all_models' then 'all' else 'notable' end as list,
        cast(year as varchar) as period,
        'added ' || (n_added + n_entered) || ', removed ' || (n_removed + n_left)
        || ', moved to another year ' || n_redated_to_another_year || ', relabelled ' || n_relabelled
        || ', labelled or no longer labelled ' || n_labelled as causes
    from {{ ref('revision_counts') }}
    where definition in ('notable', 'all_models')
),

share_causes as (
    select
        definition,
        source,
        old_vintage,
        new_vintage,
        period,
        team_class,
        string_agg(
            cause || ' ' || cast(round(100 * contribution, 1) as varchar) || ' points', ', '
            order by abs(contribution) desc, cause
        ) filter (where abs(contribution) >= 0.0005) as causes
    from {{ ref('revision_decomposition') }}
    group by definition, source, old_vintage, new_vintage, period, team_class
)

select
    changes.gate,
    changes.source,
    changes.subject,
    changes.period,
    changes.vintage,
    changes.previous_vintage,
    changes.is_latest,
    changes.before,
    changes.after,
    cast(changes.n_before as bigint) as n_before,
    changes.change,
    limits.warn_beyond,
    limits.stop_beyond,
    case
        when changes.change > limits.stop_beyond then 'stop'
        when changes.change > limits.warn_beyond or changes.change is null then 'warn'
        else 'pass'
    end as outcome,
    case
        when changes.after is null then 'it is no longer computed'
        when changes.change is null then 'its earlier interval has no end beyond its value'
        else coalesce(row_causes.causes, share_causes.causes)
    end as causes
from changes
inner join {{ ref('gate_limit') }} as limits on changes.gate = limits.gate
left join row_causes
    on
        changes.gate in ('rows_of_year_lost', 'unknown_gained')
        and changes.source = row_causes.source
        and changes.previous_vintage = row_causes.old_vintage
        and changes.vintage = row_causes.new_vintage
        and changes.subject = row_causes.list
        and changes.period = row_causes.period
left join share_causes
    on
        changes.definition = share_causes.definition
        and changes.source = share_causes.source
        and changes.previous_vintage = share_causes.old_vintage
        and changes.vintage = share_causes.new_vintage
        and changes.period = share_causes.period
        and changes.team_class = share_causes.team_class
where
    changes.n_before >= limits.smallest_n
    -- A headline that had a value is always judged: a doubling time has none where compute does not grow.
    and (changes.change is not null or (changes.gate = 'headline_moved' and changes.before is not null))
