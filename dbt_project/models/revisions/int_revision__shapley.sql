-- Every subset of the causes is a coalition. Its share is computed with these causes in their later state and
-- all others in their earlier state. The contribution of a cause is its Shapley value, the effect averaged
-- over all orders, so the contributions add up to the change.
{% set causes = revision_causes() %}
{% set orders = factorial(causes | length) %}
{% set pair = 'definition, source, old_vintage, new_vintage' %}

with coalitions as (
    {% for number in range(2 ** (causes | length)) -%}
    {% set flags = [] -%}
    {% for cause in causes -%} {% do flags.append((number // 2 ** loop.index0) % 2) %} {%- endfor -%}
    select {{ number }} as coalition
        {%- for cause in causes %}, {{ 'true' if flags[loop.index0] else 'false' }} as has_{{ cause }} {%- endfor %}
        {%- for cause in causes %}, {{ shapley_weight(flags | sum, causes | length, flags[loop.index0] == 1) }} as weight_{{ cause }} {%- endfor %}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- Rows with the same change form one profile. There are few profiles, so each can be combined with every
-- coalition.
changes as (
    select
        {{ pair }},
        is_in_old_file,
        is_in_new_file,
        case
            when old_team_class = new_team_class then 'same'
            when old_team_class = 'unknown' or new_team_class = 'unknown' then 'labelled'
            else 'relabelled'
        end as class_change,
        old_team_class,
        new_team_class,
        old_year,
        new_year,
        old_has_compute,
        new_has_compute,
        old_meets_rule,
        new_meets_rule,
        is_old_member,
        is_new_member,
        count(*) as n_rows
    from {{ ref('int_revision__states') }}
    group by all
),

-- An integer stands for the pair, because each profile is repeated for every coalition.
profiles as (
    select *, dense_rank() over (order by {{ pair }}) as pair_key from changes
),

{% for side in ['old', 'new'] %}
{{ side }}_ends as (
    select
        {{ pair }},
        pair_key,
        periods.period,
        sum(n_rows) as n
        {%- for class in known_team_classes() %},
        coalesce(sum(n_rows) filter (where {{ side }}_team_class = '{{ class }}'), 0) as k_{{ class }}
        {%- endfor %}
    from profiles
    inner join {{ ref('int_periods') }} as periods
        on profiles.{{ side }}_year between periods.first_year and periods.last_year
    where is_{{ side }}_member and {{ side }}_team_class <> 'unknown'
    group by {{ pair }}, pair_key, periods.period
),
{% endfor %}

ends as (
    select
        old_ends.definition,
        old_ends.source,
        old_ends.old_vintage,
        old_ends.new_vintage,
        old_ends.pair_key,
        old_ends.period,
        old_ends.n as old_n,
        new_ends.n as new_n
        {%- for class in known_team_classes() %},
        old_ends.k_{{ class }} as old_k_{{ class }},
        new_ends.k_{{ class }} as new_k_{{ class }}
        {%- endfor %}
    from old_ends
    inner join new_ends
        on old_ends.pair_key = new_ends.pair_key and old_ends.period = new_ends.period
    -- A suppressed share has no change to explain.
    where old_ends.n >= {{ smallest_n() }} and new_ends.n >= {{ smallest_n() }}
),

placed as (
    select
        profiles.pair_key,
        coalitions.coalition,
        case
            -- A row in one file only is added or removed. No other cause applies to such a row.
            when not profiles.is_in_old_file then profiles.new_year
            when not profiles.is_in_new_file or not coalitions.has_redated then profiles.old_year
            else profiles.new_year
        end as year,
        case
            when not profiles.is_in_old_file then profiles.new_team_class
            when not profiles.is_in_new_file or profiles.class_change = 'same' then profiles.old_team_class
            when profiles.class_change = 'labelled' and coalitions.has_labelled then profiles.new_team_class
            when profiles.class_change = 'relabelled' and coalitions.has_relabelled then profiles.new_team_class
            else profiles.old_team_class
        end as team_class,
        profiles.n_rows
    from profiles
    cross join coalitions
    where
        case
            when not profiles.is_in_old_file then coalitions.has_added
            when not profiles.is_in_new_file then not coalitions.has_removed
            else
                case when coalitions.has_compute then profiles.new_has_compute else profiles.old_has_compute end
                and case when coalitions.has_rule then profiles.new_meets_rule else profiles.old_meets_rule end
        end
),

years as (
    select
        pair_key,
        coalition,
        year,
        sum(n_rows) as n
        {%- for class in known_team_classes() %},
        coalesce(sum(n_rows) filter (where team_class = '{{ class }}'), 0) as k_{{ class }}
        {%- endfor %}
    from placed
    where team_class <> 'unknown'
    group by pair_key, coalition, year
),

counts as (
    select
        ends.pair_key,
        ends.period,
        years.coalition,
        sum(years.n) as n
        {%- for class in known_team_classes() %},
        sum(years.k_{{ class }}) as k_{{ class }}
        {%- endfor %}
    from ends
    inner join {{ ref('int_periods') }} as periods on ends.period = periods.period
    inner join years
        on
            ends.pair_key = years.pair_key
            and years.year between periods.first_year and periods.last_year
    group by ends.pair_key, ends.period, years.coalition
),

-- Shares are integers of 1e-15, so that their sum does not depend on the order of rows. The share of a
-- coalition without a model is the earlier share.
split as (
    select
        ends.definition,
        ends.source,
        ends.old_vintage,
        ends.new_vintage,
        ends.period,
        ends.old_n,
        ends.new_n
        {%- for class in known_team_classes() %},
        ends.old_k_{{ class }} * 1.0 / ends.old_n as old_{{ class }},
        ends.new_k_{{ class }} * 1.0 / ends.new_n as new_{{ class }}
        {%- set share = 'cast(round(1e15 * coalesce(counts.k_' ~ class ~ ' * 1.0 / counts.n, ends.old_k_' ~ class ~ ' * 1.0 / ends.old_n)) as bigint)' %}
        {%- for cause in causes %},
        sum(coalitions.weight_{{ cause }} * {{ share }}) / ({{ orders }} * 1e15) as {{ cause }}_{{ class }}
        {%- endfor %}
        {%- endfor %}
    from ends
    cross join coalitions
    left join counts
        on
            ends.pair_key = counts.pair_key
            and ends.period = counts.period
            and coalitions.coalition = counts.coalition
    group by
        ends.definition, ends.source, ends.old_vintage, ends.new_vintage, ends.period, ends.old_n, ends.new_n
        {%- for class in known_team_classes() %}, ends.old_k_{{ class }}, ends.new_k_{{ class }} {%- endfor %}
)

{% for class in known_team_classes() %}
select
    definition,
    source,
    old_vintage,
    new_vintage,
    period,
    '{{ class }}' as team_class,
    cast(old_n as bigint) as old_n,
    cast(new_n as bigint) as new_n,
    old_{{ class }} as old_value,
    new_{{ class }} as new_value
    {%- for cause in causes %},
    {{ cause }}_{{ class }} as {{ cause }}
    {%- endfor %}
from split
{{ 'union all' if not loop.last }}
{% endfor %}
