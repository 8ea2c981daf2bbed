{% set place = 'definition, source, vintage, period, period_start, period_end, country, topic' %}

with counts as (
    select
        {% for column in place.split(', ') -%}
        members.{{ column }},
        {% endfor -%}
        count(*) filter (where accelerators.has_accelerator is not null) as n,
        count(*) filter (where accelerators.has_accelerator) as k,
        count(*) filter (where accelerators.has_accelerator is null) as without_abstract,
        count(*) filter (where not members.is_located) as unlocated
    from {{ ref('int_topic_members') }} as members
    inner join {{ ref('int_papers__accelerators') }} as accelerators on members.paper_id = accelerators.paper_id
    where members.definition = 'accepted' and not members.is_area
    group by {% for column in place.split(', ') %}members.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
)

-- A work without a known country may belong to any region.
select
    {% for column in place.split(', ') -%}
    counts.{{ column }},
    {% endfor -%}
    counts.n,
    counts.k,
    counts.without_abstract + case when counts.country is null then 0 else whole.unlocated end as n_unknown
from counts
inner join counts as whole
    on
        whole.country is null
        and counts.definition = whole.definition
        and counts.source = whole.source
        and counts.period = whole.period
        and counts.topic = whole.topic
