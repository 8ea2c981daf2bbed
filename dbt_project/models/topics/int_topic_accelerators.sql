{% set place = 'definition, source, vintage, period, period_start, period_end, region, topic' %}

with counts as (
    select
        {{ place }},
        cast(coalesce(sum(works) filter (where has_accelerator is not null), 0) as bigint) as n,
        cast(coalesce(sum(works) filter (where has_accelerator), 0) as bigint) as k,
        cast(coalesce(sum(works) filter (where has_accelerator is null), 0) as bigint) as without_abstract,
        cast(coalesce(sum(works) filter (where not is_located), 0) as bigint) as unlocated
    from {{ ref('int_topic_cells') }}
    where definition = 'accepted' and not is_area
    group by {{ place }}
)

-- A work without a known country may belong to any region.
select
    {% for column in place.split(', ') -%}
    counts.{{ column }},
    {% endfor -%}
    counts.n,
    counts.k,
    counts.without_abstract + case when counts.region is null then 0 else whole.unlocated end as n_unknown
from counts
inner join counts as whole
    on whole.region is null and {{ same_cell('counts', 'whole', 'definition, source, period, topic') }}
