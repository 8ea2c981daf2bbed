select
    periods.definition,
    periods.source,
    periods.vintage,
    periods.period,
    periods.team_class,
    count(*) filter (where accelerators.has_accelerator) as n_naming,
    count(accelerators.accelerator_count) as n_counting,
    {% for column, aggregate in [
        ('median_count', 'median'), ('smallest_count', 'min'), ('largest_count', 'max')
    ] -%}
    -- A statistic of a few abstracts is unreliable and would identify single papers.
    case
        when count(accelerators.accelerator_count) >= {{ smallest_n() }}
            then {{ aggregate }}(accelerators.accelerator_count)
    end as {{ column }} {{- ',' if not loop.last }}
    {% endfor %}
from {{ ref('int_papers__periods') }} as periods
inner join {{ ref('int_papers__accelerators') }} as accelerators on periods.paper_key = accelerators.paper_key
inner join {{ ref('reporting_period') }} as reporting on periods.period = reporting.period
where periods.definition = 'accepted' and periods.venue is null
group by all
having count(*) filter (where accelerators.has_accelerator) > 0
