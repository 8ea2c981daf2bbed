-- M13b: works of a topic whose abstract names accelerators.
{% set place = 'definition, source, vintage, period, period_start, period_end, topic' %}

select
    {% for column in place.split(', ') -%}
    members.{{ column }},
    {% endfor -%}
    count(*) filter (where accelerators.has_accelerator is not null) as n,
    count(*) filter (where accelerators.has_accelerator) as k,
    count(*) filter (where accelerators.has_accelerator is null) as n_unknown
from {{ ref('int_topic_members') }} as members
inner join {{ ref('int_papers__accelerators') }} as accelerators on members.paper_id = accelerators.paper_id
where members.definition = 'accepted' and not members.is_area
group by {% for column in place.split(', ') %}members.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
