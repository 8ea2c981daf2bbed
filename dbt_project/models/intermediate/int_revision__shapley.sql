-- The change of each share between two vintages, split over its causes. Every subset of the causes
-- is a coalition: the share is computed with those causes in their later state and the others in
-- their earlier one. A cause's part is its Shapley value, its effect averaged over all orders, so
-- that the parts add up to the change whatever the order.
{% set causes = revision_causes() %}
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

-- Rows that change alike are one profile: there are few, and each meets every coalition.
profiles as (
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
        count(*) as n_rows
    from {{ ref('int_revision__states') }}
    group by all
),

placed as (
    select
        profiles.definition,
        profiles.source,
        profiles.old_vintage,
        profiles.new_vintage,
        coalitions.coalition,
        case
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
    select {{ pair }}, coalition, year, team_class, sum(n_rows) as n_rows
    from placed
    where team_class <> 'unknown'
    group by {{ pair }}, coalition, year, team_class
),

counts as (
    select
        years.definition,
        years.source,
        years.old_vintage,
        years.new_vintage,
        years.coalition,
        periods.period,
        sum(years.n_rows) as n
        {%- for class in known_team_classes() %},
        coalesce(sum(years.n_rows) filter (where years.team_class = '{{ class }}'), 0) as k_{{ class }}
        {%- endfor %}
    from years
    inner join {{ ref('int_periods') }} as periods on years.year between periods.first_year and periods.last_year
    group by years.definition, years.source, years.old_vintage, years.new_vintage, years.coalition, periods.period
),

ends as (
    select
        earlier.definition,
        earlier.source,
        earlier.old_vintage,
        earlier.new_vintage,
        earlier.period,
        earlier.n as old_n,
        later.n as new_n
        {%- for class in known_team_classes() %},
        earlier.k_{{ class }} as old_k_{{ class }},
        later.k_{{ class }} as new_k_{{ class }}
        {%- endfor %}
    from counts as earlier
    inner join counts as later
        on
            earlier.definition = later.definition
            and earlier.source = later.source
            and earlier.old_vintage = later.old_vintage
            and earlier.new_vintage = later.new_vintage
            and earlier.period = later.period
    where
        earlier.coalition = 0
        and later.coalition = {{ 2 ** (causes | length) - 1 }}
        and earlier.n >= {{ smallest_n() }}
        and later.n >= {{ smallest_n() }}
),

-- A coalition that leaves no model keeps the earlier share: it has nothing to say against it.
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
        {%- set share = 'coalesce(counts.k_' ~ class ~ ' * 1.0 / counts.n, ends.old_k_' ~ class ~ ' * 1.0 / ends.old_n)' %}
        {%- for cause in causes %},
        {{ fixed_point_sum('coalitions.weight_' ~ cause ~ ' * ' ~ share) }} as {{ cause }}_{{ class }}
        {%- endfor %}
        {%- endfor %}
    from ends
    cross join coalitions
    left join counts
        on
            ends.definition = counts.definition
            and ends.source = counts.source
            and ends.old_vintage = counts.old_vintage
            and ends.new_vintage = counts.new_vintage
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
    cast(old_n as integer) as old_n,
    cast(new_n as integer) as new_n,
    old_{{ class }} as old_value,
    new_{{ class }} as new_value
    {%- for cause in causes %},
    {{ cause }}_{{ class }} as {{ cause }}
    {%- endfor %}
from split
{{ 'union all' if not loop.last }}
{% endfor %}
