{# Smallest n of a published value (docs/metrics.md section 1). #}
{% macro smallest_n() -%} 5 {%- endmacro %}

{# Shares of models from `cells`, with a row for each owner: its n, its k and n_unknown. #}
{% macro shares_of_models() -%}
    -- One list, because each would keep the names that it is sorted by.
    select
        * exclude (owners),
        unnest(share_by_owner([o.n for o in owners], [o.k for o in owners], [o.n_unknown for o in owners])),
        'share' as unit,
        'wilson_organizations' as ci_method
    from (
        select
            * exclude (main_owner, n, k, n_unknown),
            list({n: n, k: k, n_unknown: n_unknown} order by main_owner) as owners
        from cells
        group by all
    ) as shares
{%- endmacro %}

{#
Smallest list of a venue and year in the fixed panel of venues, and the fewest such lists of a year (docs/metrics.md,
M10). On simulated panels, the intervals of years with three or four lists covered 88 to 94 times in 100.
#}
{% macro smallest_list() -%} 20 {%- endmacro %}
{% macro smallest_panel() -%} 5 {%- endmacro %}

{#
Whether an interval says something about the field. With fewer degrees of freedom, as where three owners made most
models, it spans most of what is possible, so the count stands alone.
#}
{% macro has_interval(degrees) -%} coalesce({{ degrees }}, 4) >= 4 {%- endmacro %}

{#
CTEs up to `weighted`: the venues of `shares` with 20 works or more in both periods, on their newest lists. A venue has
the same weight in both, its works of both, so that none enters or leaves. `keys` are the columns of an estimate.
#}
{% macro same_weights(shares, metric, keys) -%}
named as (
    select shares.* replace (definitions.definition as definition)
    from {{ ref(shares) }} as shares
    inner join {{ ref('int_definitions') }} as pooled on shares.definition = pooled.definition and pooled.venues is null
    inner join {{ ref('int_definitions') }} as definitions
        on
            pooled.of = definitions.of and pooled.named_in is not distinct from definitions.named_in
            and definitions.venues in ('fixed', 'same_kind')
    where
        definitions.definition in {{ definitions_of(metric) }} and shares.venue is not null
        and (
            definitions.venues = 'fixed'
            or (shares.venue, shares.period) in (
                select (venue, cast(year as varchar)) from {{ ref('int_list_kinds') }} where is_of_same_kind
            )
        )
),

lists as (
    select
        *,
        cast(period as integer) as year,
        max(vintage) over (partition by definition, source) as newest
    from named
    qualify row_number() over (partition by {{ keys }}, venue, period order by vintage desc) = 1
),

venues as (
    select
        {{ keys }},
        lists.newest as vintage,
        periods.period,
        periods.period_start,
        coalesce(periods.period_end, lists.newest) as period_end,
        lists.venue,
        sum(lists.n) as n,
        sum(lists.k) as k,
        sum(lists.n_unknown) as n_unknown
    from lists
    inner join {{ ref('int_periods') }} as periods on lists.year between periods.first_year and periods.last_year
    where periods.period in ('2020-2022', '2023-latest')
    group by all
    having sum(lists.n) >= {{ smallest_list() }}
),

weighted as (
    select
        *,
        sum(n) over in_both as weight
    from venues
    window in_both as (partition by {{ keys }}, venue)
    qualify count(*) over in_both = 2
)
{%- endmacro %}

{# CTEs up to `by_period`: the cases of each venue in the fixed periods, by its newest lists. #}
{% macro cases_by_period(shares, keys) -%}
newest as (
    select *
    from {{ ref(shares) }}
    where venue is not null
    qualify row_number() over (partition by {{ keys }}, venue, period order by vintage desc) = 1
),

by_period as (
    select
        {{ keys }},
        newest.venue,
        periods.period,
        sum(newest.n) as n,
        sum(newest.k) as k
    from newest
    inner join {{ ref('int_periods') }} as periods
        on cast(newest.period as integer) between periods.first_year and periods.last_year
    where not periods.is_year
    group by all
)
{%- endmacro %}

{#
Half of the 95% interval of the change of a share from a base period to the newest one, from the works of each venue in
both (`cells`).
#}
{% macro changes_by_venue(cells) -%}
select
    metric,
    definition,
    source,
    team_class,
    sector,
    base_period,
    '2023-latest' as period,
    reach_by_venue(
        list(struct_pack(n := n, k := k, base_n := base_n, base_k := base_k) order by venue)
    ) as reach
from (
    select
        cells.* exclude (period, n, k),
        bases.base_period,
        coalesce(sum(n) filter (where period <> base_period), 0.0) as n,
        coalesce(sum(k) filter (where period <> base_period), 0.0) as k,
        coalesce(sum(n) filter (where period = base_period), 0.0) as base_n,
        coalesce(sum(k) filter (where period = base_period), 0.0) as base_k
    from {{ cells }} as cells
    cross join (values ('2010-2014'), ('2020-2022')) as bases (base_period)
    where period in (base_period, '2023-latest')
    group by all
)
group by all
having count(*) > 1 and sum(n) > 0 and sum(base_n) > 0
{%- endmacro %}

{#
Smallest share of the works of a list with a known team, and of the accepted papers that it has. A list below either
is left out of the shares (docs/metrics.md section 4, rules for papers).
#}
{% macro least_covered() -%} 0.5 {%- endmacro %}

{# Fewest works of a topic with a compute, of a side of a gap (docs/metrics.md, M24), and of a claim's estimates. #}
{% macro smallest_topic() -%} 20 {%- endmacro %}

{# Join condition: equal values in all columns. Null matches null, such as the venue of pooled rows. #}
{% macro same_cell(left, right, columns) -%}
    {% for column in columns.split(', ') -%}
    {{ left }}.{{ column }} is not distinct from {{ right }}.{{ column }} {{- ' and ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# The definitions under which a metric is published (vars.yml). #}
{% macro definitions_of(metric) -%}
    (select item from {{ ref('int_metric_lists') }} where metric = '{{ metric }}' and list = 'definitions')
{%- endmacro %}
