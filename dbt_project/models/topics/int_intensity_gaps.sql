{% set place = 'definition, source, vintage, team_class, kind' %}
{% set groups = "('foundation_models', 'scrutiny')" %}

with compared as (
    select {{ place }}, period, period_start
    from {{ ref('int_intensity_cells') }}
    group by all
    having
        sum(n) filter (where is_intensive) >= {{ smallest_topic() }}
        and sum(n) filter (where not is_intensive) >= {{ smallest_topic() }}
        and count(distinct row(venue, year)) filter (where is_intensive and n > 0) >= {{ smallest_panel() }}
),

times as (
    select *, row_number() over (partition by {{ place }} order by period_start) as place from compared
),

numbered as (
    select
        cells.*,
        times.place,
        dense_rank() over (order by cells.venue) as venue_number,
        dense_rank() over (order by cells.venue, cells.year) as list_number,
        dense_rank() over (order by cells.topic) as topic_number
    from {{ ref('int_intensity_cells') }} as cells
    inner join times on {{ same_cell('cells', 'times', place ~ ', period') }}
    where cells.n > 0
),

lists as (
    select
        {{ place }},
        {% for column, name in [
            ('list_number', 'lists'), ('venue_number', 'venues'), ('place', 'times'), ('topic_number', 'topics'),
            ('cast(is_intensive as bigint)', 'sides'), ('n', 'works'), ('k', 'cases')
        ] -%}
        list({{ column }} order by place, list_number, topic_number, is_intensive) as {{ name }} {{- ',' if not loop.last }}
        {% endfor %}
    from numbered
    group by {{ place }}
),

-- The topics of a group are the group itself, and no sample of topics.
fits as (
    select
        lists.*,
        variants.is_fixed,
        intensity_gaps(
            lists, venues, times, topics, sides, works, cases, variants.is_fixed, definition not in {{ groups }}
        ) as ends
    from lists
    inner join (values (false), (true)) as variants (is_fixed)
        on not variants.is_fixed or lists.definition = 'intensive_third' or lists.definition in {{ groups }}
)

select
    fits.definition || case when fits.is_fixed then '_fixed_venues' else '' end as definition,
    fits.source,
    fits.vintage,
    fits.team_class,
    times.period,
    units.unit,
    fits.ends[6 * times.place + units.first - 6] as value,
    fits.ends[6 * times.place + units.first - 5] as ci_low,
    fits.ends[6 * times.place + units.first - 4] as ci_high
from fits
inner join times on {{ same_cell('fits', 'times', place) }}
inner join (values ('share_gap', 1), ('share_gap_change', 4)) as units (unit, first)
    on units.unit = 'share_gap' or fits.kind = 'fixed'
where not isnan(fits.ends[6 * times.place + units.first - 4])
